//! Charts that the spreadsheet draws itself from the figure's own table, so that they follow
//! where somebody changes it.

use super::flat::Flat;
use crate::render::view::Native;
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSeries, ChartSolidFill,
    Color,
};

/// Rows that a chart takes.
pub(super) const ROWS: u32 = 17;
/// Rows of a table that are drawn, the first ones.
pub(super) const CATEGORIES: u32 = 24;
/// Up to so many an axis of counts has a line a count.
const FEW: f64 = 10.0;

const BAR: Color = Color::RGB(0x3A_6B8C);
const LINES: [Color; 4] =
    [Color::RGB(0x14_2A3D), Color::RGB(0xB3_261E), Color::RGB(0x1E_6B3A), Color::RGB(0x8A_5A00)];

/// Where the table stands.
pub(super) struct Place<'a> {
    /// On which sheet.
    pub(super) sheet: &'a str,
    /// The row of its head.
    pub(super) head: u32,
    /// How many rows it has.
    pub(super) rows: u32,
}

/// The chart of a figure's table.
pub(super) fn chart(native: Native, place: &Place<'_>, table: &Flat<'_>) -> Chart {
    let mut chart = match native {
        Native::Bars(_) => Chart::new_bar(),
        Native::Columns(_) | Native::Pareto { .. } => Chart::new_column(),
        Native::Lines(_) => Chart::new_line(),
    };
    match native {
        Native::Bars(column) | Native::Columns(column) => {
            add(&mut chart, place, table, column, Some(BAR));
        }
        Native::Lines(columns) => {
            for (column, ink) in columns.iter().zip(LINES) {
                series(&mut chart, place, table, *column).set_format(&mut drawn(ink));
            }
        }
        Native::Pareto { counts, cumulative } => {
            add(&mut chart, place, table, counts, Some(BAR));
            let mut share = Chart::new_line();
            series(&mut share, place, table, cumulative)
                .set_format(&mut drawn(LINES[1]))
                .set_secondary_axis(true);
            // The axis of the line is set on the chart that it joins; on its own it is
            // not heeded.
            chart.y2_axis().set_min(0).set_max(1).set_num_format("0%");
            chart.combine(&share);
        }
    }
    if matches!(native, Native::Bars(_)) {
        chart.x_axis().set_reverse();
    }
    let several = matches!(native, Native::Lines(_) | Native::Pareto { .. });
    if several {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        chart.legend().set_hidden();
    }
    chart.title().set_hidden();
    let font = ChartFont::new().set_size(9).clone();
    chart.x_axis().set_font(&font);
    chart.y_axis().set_font(&font).set_min(0);
    if let Native::Columns(column) | Native::Bars(column) | Native::Pareto { counts: column, .. } =
        native
        && most(table, column) <= FEW
    {
        chart.y_axis().set_major_unit(1);
    }
    chart.set_width(640).set_height(320);
    chart
}

/// The largest number of a column of the document.
fn most(table: &Flat<'_>, column: usize) -> f64 {
    let at = table.columns.iter().position(|flat| flat.from == column).unwrap_or_default();
    let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(at)?.printed);
    cells.map(|printed| printed.number).fold(0.0, f64::max)
}

fn drawn(ink: Color) -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(ink).set_width(1.75);
    ChartFormat::new().set_line(&line).clone()
}

fn add(chart: &mut Chart, place: &Place<'_>, table: &Flat<'_>, column: usize, ink: Option<Color>) {
    let series = series(chart, place, table, column);
    series.set_gap(60);
    if let Some(ink) = ink {
        let fill = ChartSolidFill::new().set_color(ink).clone();
        series.set_format(ChartFormat::new().set_solid_fill(&fill));
    }
}

/// A series of a column of the document, over the first column.
fn series<'c>(
    chart: &'c mut Chart,
    place: &Place<'_>,
    table: &Flat<'_>,
    column: usize,
) -> &'c mut ChartSeries {
    let at = table.columns.iter().position(|flat| flat.from == column).unwrap_or_default() as u16;
    let (first, last) = (place.head + 1, place.head + place.rows);
    chart
        .add_series()
        .set_categories((place.sheet, first, 0, last, 0))
        .set_values((place.sheet, first, at, last, at))
        .set_name((place.sheet, place.head, at))
}
