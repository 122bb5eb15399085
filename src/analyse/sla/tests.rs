//! Clocks judged: the vectors, and cases worked out by hand.

use super::*;
use crate::analyse::fixture::{Fleet, rewrite};
use crate::analyse::sla_profiles::built_in;
use crate::model::Pause;
use crate::model::events::SideStamp;
use crate::model::time::{Clock, HOUR_MS, Month};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// The sample fleet under the profile that wants a device back within 24 hours.
fn facts() -> SlaFacts {
    let fleet = Fleet::sample();
    let catalog = fleet.catalog_with(|c| {
        c.settings.sla_default = Some("device_contract".to_owned());
    });
    sla(&catalog)
}

#[test]
fn a_ticket_is_judged_in_the_month_its_limit_ended() {
    let facts = facts();
    let resolve = facts.plan.clocks.iter().position(|c| c.clock.id == "resolve").unwrap();
    // Restored after 24, 48, 48, 4, 24, 24 and 6 hours, and one still open.
    let total = &facts.total[resolve];
    assert_eq!((total.met, total.breached_closed, total.breached_open), (5, 2, 1));
    let january = &facts.reports.months[&month("2024-01")];
    assert_eq!(january.clocks[resolve].due(), 2);
    // Reported on 31 January, due on 1 February, restored on the second.
    assert_eq!(january.clocks[resolve].pending, 1);
    let february = &facts.reports.months[&month("2024-02")];
    assert_eq!((february.clocks[resolve].met, february.clocks[resolve].due()), (2, 3));
    assert_eq!(facts.breaches[february.breaches.clone()].len(), 1);
    let by_month: u64 = facts.reports.months.values().map(|m| m.clocks[resolve].due()).sum();
    assert_eq!(by_month, total.due());
}

#[test]
fn a_limit_at_the_end_of_the_month_counts_once() {
    let fleet = Fleet::sample();
    let catalog = fleet.catalog_with(|c| {
        let mut same_day = built_in("it").expect("a profile of the program's own");
        same_day.clocks[0].stop = Clock::ResolvedAt;
        c.settings.sla_profiles.insert("same_day".to_owned(), same_day);
        c.settings.sla_default = Some("same_day".to_owned());
    });
    let facts = sla(&catalog);
    // The one of 31 January was still open when that day, and with it the month, ended.
    let january = facts.reports.months[&month("2024-01")].clocks[0];
    assert_eq!((january.due(), january.breached_open), (3, 1));
    assert_eq!((january.pending, january.pending_at_risk), (0, 0));
}

#[test]
fn timeliness_is_by_ticket_over_the_on_site_clocks() {
    let facts = facts();
    assert_eq!((facts.timeliness.n, facts.timeliness.d), (7, 8));
    assert_eq!(facts.timely[0], Some(true));
    assert_eq!(facts.timely[6], Some(false));
}

#[test]
fn a_log_that_never_tells_of_contact_is_unmeasurable_and_not_late() {
    let fleet = Fleet::sample();
    let catalog = fleet.catalog_with(|c| c.settings.sla_default = Some("generic".to_owned()));
    let facts = sla(&catalog);
    assert_eq!((facts.total[0].due(), facts.total[0].unmeasurable), (0, 8));
    assert_eq!(facts.total[0].compliance().value, None);
}

#[test]
fn an_unknown_profile_is_named_and_no_profile_means_no_clock() {
    let fleet = Fleet::sample();
    let lost = fleet.catalog_with(|c| c.settings.sla_default = Some("gold".to_owned()));
    assert_eq!(sla(&lost).unknown_profiles, ["gold"]);
    let none = sla(&fleet.catalog());
    assert!(none.total.is_empty() && none.reports.months.is_empty());
    assert_eq!(none.timely, [None; 8]);
}

/// The sample fleet, a repair of 48 hours where 24 are allowed, with a pause from its report
/// on.
fn paused(
    reason: &str,
    hours: Option<i64>,
    told: bool,
    accepted: &[&str],
) -> (SlaFacts, ClockTally) {
    let fleet = Fleet::sample();
    let catalog = fleet.catalog_with(|c| {
        let mut profile = built_in("device_contract").expect("a profile of the program's own");
        let accepted = accepted.iter().map(|reason| (*reason).to_owned());
        profile.clocks.iter_mut().for_each(|clock| clock.accepted_pauses.extend(accepted.clone()));
        c.settings.sla_profiles.insert("own".to_owned(), profile);
        c.settings.sla_default = Some("own".to_owned());
        rewrite(c, |row, events, draft| {
            if row == 1 {
                let from = draft.stamps[Clock::ReportedAt as usize].unwrap().at;
                let to = hours.map(|hours| from.plus(hours * HOUR_MS));
                let reason = events.intern(reason);
                draft.extra.pauses.push(Pause { from, to, reason });
                draft.side[SideStamp::DelayNotifiedAt as usize] = told.then_some(from);
            }
        });
    });
    let facts = sla(&catalog);
    let resolve = facts.plan.clocks.iter().position(|c| c.clock.id == "resolve").unwrap();
    let total = facts.total[resolve];
    (facts, total)
}

#[test]
fn an_exemption_stops_the_clock_where_the_customer_was_told_of_the_delay() {
    let late = |reason, told, accepted: &[&str]| {
        paused(reason, Some(30), told, accepted).1.breached_closed
    };
    for accepted in [&[][..], &["waiting_customer", "exemption"]] {
        assert_eq!(late("waiting_customer", false, accepted), 1);
        assert_eq!((late("exemption", true, accepted), late("豁免", true, accepted)), (1, 1));
        assert_eq!(late("exemption", false, accepted), 2);
        assert_eq!(late("waiting_parts", true, accepted), 2);
    }
}

#[test]
fn a_pause_that_outlasts_the_work_moves_no_limit_further() {
    for hours in [None, Some(24 * 900)] {
        let (facts, total) = paused("waiting_customer", hours, false, &[]);
        let resolve = facts.plan.clocks.iter().position(|c| c.clock.id == "resolve").unwrap();
        let by_month = facts.reports.months.values().map(|month| month.clocks[resolve].due());
        assert_eq!((by_month.sum::<u64>(), total.breached_closed), (total.due(), 1), "{hours:?}");
    }
}
