//! Figures that pages show and no data file holds.

use super::Figures;
use faultbook::analyse::change::RateChange;
use faultbook::analyse::fix::CodeFixes;
use faultbook::analyse::history::Histories;
use faultbook::analyse::mcf::{Mcf, ModelMcf};
use faultbook::analyse::{Estimate, Facts, Rate, ScopeFacts, analyse, crow};
use faultbook::catalog::{Catalog, Restricted, link, restrict};
use faultbook::ingest::{self, ReadOptions};
use std::path::Path;

/// Ages at which a mean cumulative function is asked.
const AGES: usize = 12;

pub(super) fn add(project: &Path, figures: &mut Figures) {
    let read = ingest::read(project, &ReadOptions::default());
    let catalog = restrict::internal(link::link(read));
    let facts = analyse(&catalog);
    let mut told = Told { figures, catalog: &catalog };
    told.scope("fleet", &facts.fleet);
    for (model, file) in catalog.records.models.iter().zip(&facts.models) {
        told.scope(&format!("models/{}", model.id.as_str()), file);
    }
    told.service_levels(&facts);
    told.parts(&facts);
    told.cumulative(&facts);
    told.power_laws();
    told.jack_knife(&facts);
    told.fixes(&facts);
    told.changes(&facts);
}

/// Where figures are told, and what gives them their names.
struct Told<'a> {
    figures: &'a mut Figures,
    catalog: &'a Restricted<Catalog>,
}

impl Told<'_> {
    fn put(&mut self, path: &str, value: impl Into<Option<f64>>) {
        let value = value.into().map_or("null".to_owned(), |x: f64| x.to_string());
        self.figures.insert(path.to_owned(), value);
    }

    fn word(&mut self, path: &str, word: &str) {
        self.figures.insert(path.to_owned(), word.to_owned());
    }

    fn count(&mut self, path: &str, count: u64) {
        self.word(path, &count.to_string());
    }

    fn rate(&mut self, path: &str, rate: Rate) {
        self.count(&format!("{path}/n"), rate.n);
        self.count(&format!("{path}/d"), rate.d);
        self.put(&format!("{path}/value"), rate.value);
        self.put(&format!("{path}/lower"), rate.lower);
        self.put(&format!("{path}/upper"), rate.upper);
    }

    fn estimate(&mut self, path: &str, of: Estimate) {
        self.put(&format!("{path}/value"), of.value);
        self.put(&format!("{path}/lower"), of.lower);
        self.put(&format!("{path}/upper"), of.upper);
    }

    fn scope(&mut self, of: &str, scope: &ScopeFacts) {
        let at = |name: &str| format!("{of}/{name}");
        self.count(&at("failures"), scope.failures);
        self.count(&at("failures_exposed"), scope.failures_exposed);
        self.put(&at("exposure_h"), scope.exposure_h);
        self.put(&at("uptime_h"), scope.uptime_h);
        self.put(&at("downtime_h"), scope.downtime_h);
        self.put(&at("device_years"), scope.device_years);
        self.put(&at("availability"), scope.availability.value);
        self.estimate(&at("mtbf"), scope.mtbf.hours);
        self.put(&at("mtbf_above_h"), scope.mtbf.at_least_h);
        self.estimate(&at("per_device_year"), scope.failure_rate.per_year);
        let times = &scope.times;
        let each = [
            ("response", &times.response),
            ("reply_plan", &times.reply_plan),
            ("onsite", &times.onsite),
            ("restore", &times.restore),
            ("repair", &times.repair),
        ];
        for (name, time) in each {
            self.count(&at(&format!("{name}/n")), time.n);
            self.put(&at(&format!("{name}/mean")), time.mean);
            self.put(&at(&format!("{name}/median")), time.median);
            self.put(&at(&format!("{name}/p90")), time.p90);
        }
        self.put(&at("restore_with_open/median"), times.restore_km_median_h);
        self.count(&at("restore_with_open/open"), times.restore_open);
        self.rate(&at("repeat_30d"), scope.repeat_30d.rate);
        self.rate(&at("repeat_90d"), scope.repeat_90d.rate);
        self.rate(&at("first_time_fix"), scope.first_time_fix.rate);
        self.rate(&at("single_visit"), scope.first_time_fix.single_visit);
        self.count(&at("open"), scope.open);
        let codes = &scope.pareto_codes;
        self.count(&at("vital_few/by_count"), codes.by_count.vital_few as u64);
        self.count(&at("vital_few/by_downtime"), codes.by_downtime.vital_few as u64);
        self.count(&at("vital_few/by_cost"), codes.by_cost.vital_few as u64);
        let components = &scope.pareto_components;
        self.count(&at("vital_few/components"), components.by_count.vital_few as u64);
        self.put(&at("charges/amount"), scope.charges.amount);
        self.count(&at("charges/mismatches"), scope.charges.mismatches.len() as u64);
        self.rate(&at("charges/goodwill"), scope.charges.goodwill);
        self.put(&at("cost"), scope.cost);
    }

    fn service_levels(&mut self, facts: &Facts) {
        let sla = &facts.sla;
        for (planned, tally) in sla.plan.clocks.iter().zip(&sla.total) {
            let of = format!("sla/{} {}", planned.profile, planned.clock.id);
            self.count(&format!("{of}/met"), tally.met);
            self.count(&format!("{of}/breached_closed"), tally.breached_closed);
            self.count(&format!("{of}/breached_open"), tally.breached_open);
            self.count(&format!("{of}/pending"), tally.pending + tally.pending_at_risk);
            self.rate(&format!("{of}/compliance"), tally.compliance());
        }
        self.rate("sla/timeliness", sla.timeliness);
    }

    fn parts(&mut self, facts: &Facts) {
        for row in &facts.parts.parts {
            let id = self.catalog.records.parts[row.part.index()].id.as_str().to_owned();
            let of = format!("parts/{id}");
            self.put(&format!("{of}/qty"), row.total.qty);
            self.put(&format!("{of}/value"), row.total.value);
            self.put(&format!("{of}/value_12_months"), row.last_12_months.value);
            self.word(&format!("{of}/class"), row.class.map_or("null", |class| class.as_str()));
            self.put(&format!("{of}/cumulative"), row.cumulative);
            self.put(&format!("{of}/per_100_device_months"), row.per_100_device_months);
        }
        self.rate("parts/old_parts", facts.parts.total.recovery);
    }

    fn cumulative(&mut self, facts: &Facts) {
        self.curve("mcf/fleet", &facts.mcf.fleet);
        for (model, curves) in &facts.mcf.models {
            let id = self.catalog.records.models[model.index()].id.as_str().to_owned();
            self.model_curves(&format!("mcf/{id}"), curves);
        }
    }

    fn model_curves(&mut self, of: &str, curves: &ModelMcf) {
        self.curve(of, &curves.own);
        if let Some(difference) = curves.difference() {
            let at = format!("{of}/less the rest at {:.6}", difference.age);
            self.put(&format!("{at}/difference"), difference.own - difference.other);
            self.put(&format!("{at}/lower"), difference.lower);
            self.put(&format!("{at}/upper"), difference.upper);
        }
    }

    /// The function at some of its own steps; the age of each stands in the path.
    fn curve(&mut self, of: &str, curve: &Mcf) {
        self.count(&format!("{of}/systems"), curve.systems);
        self.count(&format!("{of}/events"), curve.events);
        self.put(&format!("{of}/three_at_risk_until"), curve.until);
        let Some(last) = curve.points.len().checked_sub(1) else { return };
        for n in 0..AGES {
            let point = &curve.points[n * last / (AGES - 1)];
            let at = format!("{of}/day {:.6}", point.age);
            self.count(&format!("{at}/at_risk"), point.at_risk);
            self.put(&format!("{at}/mean"), point.mean);
            self.put(&format!("{at}/variance"), point.variance);
            self.put(&format!("{at}/variance_poisson"), point.variance_poisson);
            self.put(&format!("{at}/lower"), point.lower);
            self.put(&format!("{at}/upper"), point.upper);
        }
    }

    fn power_laws(&mut self) {
        for (device, growth) in crow::crow(&Histories::new(self.catalog)).devices {
            let Some(law) = growth.law else { continue };
            let id = self.catalog.records.devices[device.index()].id.as_str().to_owned();
            let of = format!("crow/{id}");
            self.count(&format!("{of}/n"), law.n);
            self.put(&format!("{of}/beta"), law.beta);
            self.put(&format!("{of}/beta_unbiased"), law.beta_unbiased);
            self.put(&format!("{of}/beta_lower"), law.beta_lower);
            self.put(&format!("{of}/beta_upper"), law.beta_upper);
            self.put(&format!("{of}/lambda"), law.lambda);
            self.put(&format!("{of}/mtbf_now"), law.mtbf_now);
            self.put(&format!("{of}/cvm"), law.cvm);
        }
    }

    fn jack_knife(&mut self, facts: &Facts) {
        let view = &facts.jackknife;
        self.put("jackknife/limit_n", view.limit_n);
        self.put("jackknife/limit_h", view.limit_h);
        for point in &view.points {
            let id = self.catalog.records.codes[point.item.index()].id.as_str().to_owned();
            self.count(&format!("jackknife/{id}/n"), point.n);
            self.put(&format!("jackknife/{id}/mean_h"), point.mean_h);
            self.word(&format!("jackknife/{id}/quadrant"), point.quadrant.as_str());
        }
    }

    fn fixes(&mut self, facts: &Facts) {
        for (code, fixes) in &facts.fixes.codes {
            let id = self.catalog.records.codes[code.index()].id.as_str().to_owned();
            self.rivals(&format!("fixes/{id}"), fixes);
        }
    }

    fn rivals(&mut self, of: &str, fixes: &CodeFixes) {
        self.put(&format!("{of}/tau_days"), fixes.tau_days);
        let test = fixes.log_rank.as_ref();
        self.put(&format!("{of}/log_rank/chi2"), test.map(|test| test.chi2));
        self.put(&format!("{of}/log_rank/p"), test.map(|test| test.p));
        self.put(&format!("{of}/log_rank/p_corrected"), fixes.p_corrected);
        for rival in &fixes.fixes {
            let id = self.catalog.records.solutions[rival.solution.index()].id.as_str().to_owned();
            self.put(&format!("{of}/{id}/mean_days"), rival.mean_days);
            self.put(&format!("{of}/{id}/median_days"), rival.evidence.median_days);
            self.rate(&format!("{of}/{id}/held"), rival.evidence.ranking);
        }
    }

    fn changes(&mut self, facts: &Facts) {
        for month in &facts.months {
            let previous = month.vs_previous.as_ref().and_then(|change| change.rate);
            self.change(&format!("change/{} to month before", month.month), previous);
            let year = month.vs_year.as_ref().and_then(|change| change.rate);
            self.change(&format!("change/{} to year before", month.month), year);
        }
    }

    fn change(&mut self, of: &str, change: Option<RateChange>) {
        let Some(change) = change else { return };
        self.estimate(&format!("{of}/rate_ratio"), change.ratio);
        self.put(&format!("{of}/p"), change.p);
    }
}
