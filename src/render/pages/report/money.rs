//! Warranty and cost: who pays, jobs charged otherwise than expected, and what runs out
//! in the next 60 days.

use super::{LISTED, Report, first_of};
use crate::analyse::warranty::EXPIRY_DAYS;
use crate::render::pages::{scope, warranty};
use crate::render::view::Blocks;

/// Jobs listed whose charge does not fit.
const MISMATCHES_SHOWN: usize = 30;

impl Report<'_, '_> {
    pub(super) fn money(&self) -> Blocks {
        let charges = scope::charge_table(self.cx, self.of.scope);
        let expiring = self.below("report.expiring", self.expiring());
        let mut blocks = Blocks::beside(charges, expiring);
        if self.internal() {
            blocks.push(self.below("warranty.mismatch", self.mismatches()));
        }
        blocks
    }

    fn mismatches(&self) -> Blocks {
        let all = &self.of.scope.charges.mismatches;
        let shown = all.iter().take(MISMATCHES_SHOWN);
        let table = Blocks::from(warranty::mismatch_table(self.cx, shown));
        table.and(self.first_n(MISMATCHES_SHOWN, all.len()))
    }

    /// What runs out in the 60 days after the end.
    fn expiring(&self) -> Blocks {
        let ending = self.cx.facts().warranty.ending(self.last_day(), EXPIRY_DAYS);
        let shown = &ending[..ending.len().min(LISTED)];
        let table = warranty::table_on(self.cx, shown, Some(self.last_day()));
        Blocks::from(table).and(first_of(self.cx, ending.len()))
    }
}
