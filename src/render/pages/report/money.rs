//! Warranty and cost: who pays, jobs charged otherwise than expected, and what runs out
//! in the next 60 days.

use super::{LISTED, Report, first_of, remark};
use crate::analyse::warranty::EXPIRY_DAYS;
use crate::render::pages::{scope, warranty};
use crate::render::view::Html;

/// Jobs listed whose charge does not fit.
const MISMATCHES_SHOWN: usize = 30;

impl Report<'_, '_> {
    pub(super) fn money(&self) -> Html {
        let charges = scope::charges(self.cx, self.of.scope).html;
        let expiring = self.below("report.expiring", self.expiring());
        let mut html = Html::beside(&charges, &expiring);
        if self.internal() {
            html.0.push_str(&self.below("warranty.mismatch", self.mismatches()).0);
        }
        html
    }

    fn mismatches(&self) -> Html {
        let all = &self.of.scope.charges.mismatches;
        if all.is_empty() {
            return Html::default();
        }
        let shown = all.iter().take(MISMATCHES_SHOWN);
        let mut html = warranty::mismatch_table(self.cx, shown).finish();
        if all.len() > MISMATCHES_SHOWN {
            let (n, m) = (MISMATCHES_SHOWN.to_string(), all.len().to_string());
            let note = self.cx.fill("report.first_n", &[("n", &n), ("m", &m)]);
            html.0.push_str(&remark(&note).0);
        }
        html
    }

    /// What runs out in the 60 days after the end.
    fn expiring(&self) -> Html {
        let ending = self.cx.facts().warranty.ending(self.last_day(), EXPIRY_DAYS);
        let shown = &ending[..ending.len().min(LISTED)];
        let table = warranty::table_on(self.cx, shown, Some(self.last_day()));
        if table.is_empty() {
            return Html::default();
        }
        Html::join([table.finish(), first_of(self.cx, ending.len())], "")
    }
}
