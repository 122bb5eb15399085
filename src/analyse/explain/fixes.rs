//! How long fixes held, and hot spots, opened.

use super::{
    Asked, Contrasted, Family, Figure, Formula, Group, HotSpotValue, Note, Opened, Opener, Row,
    Span, Term, Value, rates,
};
use crate::analyse::fix::{FixEvidence, FixUse};
use crate::analyse::hotspot_groups::{Member, members};
use crate::catalog::SolutionIx;
use std::collections::BTreeSet;

impl<'a> Opener<'a> {
    pub(super) fn open_fix(&self, solution: SolutionIx, figure: Figure) -> Option<Opened> {
        let fixes = &self.facts.fixes;
        let none = FixEvidence::default();
        let evidence = fixes.solutions.get(&solution).unwrap_or(&none);
        let uses = fixes.uses_of(solution);
        let curve = || evidence.curve.clone();
        let (value, formula) = match figure {
            Figure::Uses => (Value::Count(evidence.uses), Formula::Count),
            Figure::Devices => (Value::Count(evidence.devices), Formula::Count),
            Figure::MedianDays => (Value::Number(evidence.median_days), Formula::HalfBack(curve())),
            Figure::Held(days) => {
                let held = match days {
                    30 => evidence.held_30d,
                    90 => evidence.held_90d,
                    180 => evidence.held_180d,
                    _ => return None,
                };
                (Value::Held(held), Formula::Held(f64::from(days), curve()))
            }
            _ => return None,
        };
        let mut opened = Opened::new(value, formula);
        let mut seen = BTreeSet::new();
        let counts = |used: &&FixUse| figure != Figure::Devices || seen.insert(used.device);
        opened.rows = uses.iter().filter(counts).map(row).collect();
        Some(opened)
    }

    pub(super) fn open_hotspot(
        &self,
        asked: &Asked<'a>,
        family: Family,
        group: &Group,
    ) -> Option<Opened> {
        let table = self.facts.hotspots.family(family)?;
        let row = table.rows.iter().find(|row| row.group == *group)?;
        let formula = Formula::HotSpot(Contrasted {
            part: row.part,
            contrast: row.contrast,
            groups: table.groups,
            family_failures: table.failures,
            enough: table.enough,
            ratio_needed: table.ratio_needed,
        });
        let mut opened = Opened::new(Value::HotSpot(HotSpotValue::from(row)), formula);
        for member in members(self.catalog, family, group) {
            opened.rows.extend(member.failures.iter().map(|&event| Row::one(event)));
            opened.terms.extend(stretches(asked, &member));
        }
        Some(opened)
    }
}

fn row(used: &FixUse) -> Row {
    let note = used.recurred.map_or(Note::Followed, Note::CameBack);
    Row::noted(used.event, used.days, note)
}

fn stretches(asked: &Asked<'_>, member: &Member) -> Vec<Term> {
    let device = member.device.index();
    let span = |period: &_| Span { device, period: *period };
    let spans: Vec<Span> = member.periods.iter().map(span).collect();
    rates::terms(&asked.base, &spans)
}
