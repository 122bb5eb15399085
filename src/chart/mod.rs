//! Figures as compact inline SVG: a specification of plain values in, markup
//! of classes out. No colour, no style attribute, no data source and no prose
//! of its own live here; every word comes from the caller, the page's style
//! sheet (see [`FIGURES_CSS`]) gives the inks their colours.
//!
//! ```
//! use faultbook::chart::{Alt, Draw, Form, MonthBar, MonthState, MonthlyBarsSpec};
//!
//! let spec = MonthlyBarsSpec {
//!     alt: Alt {
//!         id: "volume".into(),
//!         title: "Faults by month".into(),
//!         desc: "September 58, October 64".into(),
//!         no_data: "No data".into(),
//!     },
//!     unit: "faults".into(),
//!     months: vec![
//!         MonthBar { label: "Sep".into(), value: Some(58.0), state: MonthState::Past },
//!         MonthBar { label: "Oct".into(), value: Some(64.0), state: MonthState::Current },
//!     ],
//!     lines: vec![],
//! };
//! assert!(spec.draw(Form::Compact).svg.contains(">64</text>"));
//! ```

mod backend;
mod bars;
mod canvas;
mod control;
mod cumulative;
mod curve;
mod figure;
mod growth;
mod ink;
mod interval;
mod jackknife;
mod literal;
mod measure;
mod monthly;
mod pareto;
mod path;
mod scale;
mod shares;
mod sheet;
mod sparklines;
mod strips;
#[cfg(test)]
mod tests;
mod timeline;
mod timeline_lanes;

pub use bars::{BarsSpec, ClassBar};
pub use control::{ControlChartSpec, ControlMonth};
pub use cumulative::{CumulativeCurve, CumulativeSpec, CumulativeStep};
pub use curve::{CURVES_SHOWN, Curve, CurveSpec, CurveStep};
pub use figure::{Alt, Draw, Figure, Form};
pub use growth::GrowthSpec;
pub use interval::{IntervalRow, IntervalRowsSpec, RatioVerdict};
pub use jackknife::{JackKnifeMark, JackKnifeSpec, MARKS_SHOWN};
pub use literal::{PRINT, Palette, literal, texts};
pub use measure::{TEXT_SIZE, fit, width as text_width};
pub use monthly::{MonthBar, MonthLine, MonthLineKind, MonthState, MonthlyBarsSpec};
pub use pareto::{ParetoKind, ParetoRow, ParetoSpec};
pub use shares::{SHARES_SHOWN, ShareRow, SharesSpec};
pub use sparklines::{SparkRow, SparklinesSpec};
pub use strips::{STRIPS_SHOWN, Strip, StripStep, StripsSpec};
pub use timeline::{
    Chain, Outage, PartChange, TimeTick, TimelineSpec, TimelineWords, Visit, VisitState,
    WarrantyBar,
};

/// The rules for every class that figures use, to be included by a theme.
pub const FIGURES_CSS: &str = include_str!("figures.css");
