//! The configuration as values (`docs/configuration.md`). How foreign files are
//! mapped is `ingest`'s own business and not kept here.

use super::article::Lang;
use super::ids::{CustomerId, ModelId};
use super::slug::slug;
use super::time::{Clock, Day, Instant, Zone};
use super::words::{CauseCategory, Personal, Priority};
use std::collections::BTreeMap;

/// Everything a build needs to know beside the records.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The site's name.
    pub title: String,
    /// Languages; the first stands at the root, each further one in a folder.
    pub languages: Vec<Lang>,
    /// The zone of months, days and due dates.
    pub zone: Zone,
    /// Address of the site, with a trailing `/`.
    pub base_url: Option<String>,
    /// The instant the figures are for, if configured or given.
    pub as_of: Option<Instant>,
    /// True where the instant was configured or given, not taken from the stamps.
    pub as_of_fixed: bool,
    /// The theme's folder name below `themes/`.
    pub theme: Option<String>,
    /// Contact block (R34).
    pub organisation: Organisation,
    /// Days of the repeat-repair window.
    pub repeat_window_days: u32,
    /// The further repeat windows shown beside the first.
    pub repeat_windows_more: Vec<u32>,
    /// Below this many a rate is shown as a count only.
    pub min_n: u64,
    /// Currency sign before amounts.
    pub currency: String,
    /// The clock that closes a ticket for the backlog.
    pub closed_by: Clock,
    /// Which failures stop a device.
    pub down_if: DownIf,
    /// Causes that are not failures, beside `nff`.
    pub excluded_causes: Vec<CauseCategory>,
    /// Downtime ends when a loaner is handed out.
    pub loaner_stops_downtime: bool,
    /// Engineers appear as numbers.
    pub anonymise_engineers: bool,
    /// Part value from which the old part must come back.
    pub old_part_value: Option<f64>,
    /// Days from shipping to service, where only shipping is known.
    pub shipping_lag_days: i64,
    /// Visits between the first and the last of the warranty.
    pub mid_visits: u32,
    /// Days after which an article counts as stale.
    pub stale_after_days: i64,
    /// Which sites are built.
    pub audiences: Audiences,
    /// What the leak scan looks for beside the records, and what it lets pass.
    pub audit: AuditRules,
    /// SLA profiles by id.
    pub sla_profiles: BTreeMap<String, SlaProfile>,
    /// The profile of tickets that name none.
    pub sla_default: Option<String>,
    /// Profiles by customer and by model; the customer's contract wins.
    pub sla_by_customer: BTreeMap<CustomerId, String>,
    /// Profiles by model.
    pub sla_by_model: BTreeMap<ModelId, String>,
    /// Font files or folders of them for PDF, asked before those of the machine; from the
    /// project's folder, or from the root of the disk.
    pub fonts: Vec<String>,
    /// Business calendars by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// Targets by figure (`timeliness`, `satisfaction`, `complaints`, …).
    pub targets: BTreeMap<String, Target>,
    /// Targets of single service-level profiles, by the profile's name.
    pub profile_targets: BTreeMap<String, Target>,
    /// Rows that may be rejected before the build stops; `None` is any number.
    pub max_rejected: Option<u64>,
    /// Files that stand beside the page of a report on the department's own site.
    pub report_files: Vec<ReportFile>,
    /// The same on customers' sites: there are many of them, and each file takes its time
    /// and its room.
    pub customer_report_files: Vec<ReportFile>,
    /// Files in each site's folder by which its host is told headers.
    pub host_files: Vec<HostFile>,
    /// Publishing targets by name: their keys and values as written, a list joined
    /// by `; `.
    pub publish: BTreeMap<String, BTreeMap<String, String>>,
}

impl Settings {
    /// The files that stand beside the page of a report.
    pub fn files_of_reports(&self, internal: bool) -> &[ReportFile] {
        if internal { &self.report_files } else { &self.customer_report_files }
    }

    /// The target of a service-level profile: its own, else the one for all.
    pub fn timeliness_target(&self, profile: &str) -> Option<Target> {
        self.profile_targets.get(profile).or_else(|| self.targets.get("timeliness")).copied()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "faultbook".to_owned(),
            languages: vec![Lang::En],
            zone: Zone::named("Asia/Shanghai").unwrap_or_else(Zone::utc),
            base_url: None,
            as_of: None,
            as_of_fixed: false,
            theme: None,
            organisation: Organisation::default(),
            repeat_window_days: 30,
            repeat_windows_more: vec![90],
            min_n: 5,
            currency: "¥".to_owned(),
            closed_by: Clock::ResolvedAt,
            down_if: DownIf::Always,
            excluded_causes: Vec::new(),
            loaner_stops_downtime: false,
            anonymise_engineers: false,
            old_part_value: None,
            shipping_lag_days: 0,
            mid_visits: 2,
            stale_after_days: 365,
            audiences: Audiences::default(),
            audit: AuditRules::default(),
            sla_profiles: BTreeMap::new(),
            sla_default: None,
            sla_by_customer: BTreeMap::new(),
            sla_by_model: BTreeMap::new(),
            fonts: Vec::new(),
            calendars: BTreeMap::new(),
            targets: BTreeMap::new(),
            profile_targets: BTreeMap::new(),
            max_rejected: None,
            report_files: ReportFile::ALL.to_vec(),
            customer_report_files: Vec::new(),
            host_files: Vec::new(),
            publish: BTreeMap::new(),
        }
    }
}

/// A file that stands beside the page of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFile {
    /// A workbook, a sheet a section.
    Workbook,
    /// Every table in one file of comma-separated values.
    Csv,
}

impl ReportFile {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Workbook, Self::Csv];

    /// The word in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// The contact block printed on every page and report (R34).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Name.
    pub name: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Hot line.
    pub hotline: Option<String>,
    /// Duty telephone.
    pub phone: Option<String>,
    /// Fax.
    pub fax: Option<String>,
    /// Mail addresses.
    pub mails: Vec<String>,
}

/// Which failures stop a device (`domain.md` §3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownIf {
    /// Every failure.
    Always,
    /// Failures of these priorities, or flagged `down`.
    Priorities(Vec<Priority>),
    /// Failures flagged `down`.
    Flag,
}

/// Which sites are built beside the internal one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audiences {
    /// One site a customer.
    pub customers: bool,
    /// A public site.
    pub public: bool,
    /// Fleet rates on customer pages.
    pub fleet_comparison: bool,
    /// Customers see who worked for them.
    pub engineers: bool,
    /// Address of a customer's site, with `{customer}` for the id in an address and a
    /// trailing `/`.
    pub customer_base_url: Option<String>,
    /// Address of the public site, with a trailing `/`.
    pub public_base_url: Option<String>,
    /// Which data of persons is masked in texts.
    pub mask: Mask,
    /// Whose site lies in a folder that nobody can guess.
    pub secret_folders: Chosen,
    /// Whose site is encrypted.
    pub encrypt: Chosen,
    /// The keys of such folders, by the name of the site; they come from the file of
    /// secrets, not from the configuration.
    pub folder_keys: BTreeMap<String, String>,
}

/// Whose sites are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Nobody's.
    #[default]
    Nobody,
    /// Every customer's.
    All,
    /// Those of these customers.
    These(Vec<String>),
}

impl Chosen {
    /// True where this customer's is meant, in whatever spelling makes the same address.
    pub fn has(&self, id: &str) -> bool {
        match self {
            Self::Nobody => false,
            Self::All => true,
            Self::These(ids) => ids.iter().any(|own| slug(own).fold() == slug(id).fold()),
        }
    }
}

/// A file in a site's folder from which a web host takes the headers that it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostFile {
    /// `_headers`, which Netlify, Cloudflare Pages and their like read.
    Headers,
    /// `.htaccess`, which Apache reads.
    Htaccess,
}

impl HostFile {
    /// Every such file.
    pub const ALL: [Self; 2] = [Self::Headers, Self::Htaccess];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headers => "_headers",
            Self::Htaccess => ".htaccess",
        }
    }
}

/// Which data of persons is masked in texts, by audience. What the department's own
/// site masks is masked everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// On the department's own site.
    pub internal: Vec<Personal>,
    /// On customers' sites; their own data stays.
    pub customers: Vec<Personal>,
    /// On the public site.
    pub public: Vec<Personal>,
}

impl Default for Mask {
    fn default() -> Self {
        Self {
            internal: vec![Personal::Identity],
            customers: Personal::ALL.to_vec(),
            public: Personal::ALL.to_vec(),
        }
    }
}

/// What the leak scan looks for beside the records, and what it lets pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditRules {
    /// Words that may stand on no site but the internal one.
    pub canaries: Vec<String>,
    /// Identifiers that may stand on every site, although the records say whose
    /// they are.
    pub allow: Vec<String>,
}

/// A named set of SLA clocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlaProfile {
    /// Its clocks.
    pub clocks: Vec<SlaClock>,
    /// Clock ids that make a ticket timely; empty is the on-site clocks.
    pub timeliness: Vec<String>,
}

/// One SLA clock.
#[derive(Clone, Debug, PartialEq)]
pub struct SlaClock {
    /// Its id, such as `onsite`.
    pub id: String,
    /// The stamp that starts it.
    pub start: Clock,
    /// The stamp that stops it.
    pub stop: Clock,
    /// The limit.
    pub limit: SlaLimit,
    /// The business calendar; `None` is around the clock.
    pub calendar: Option<String>,
    /// Pause reasons that stop it.
    pub accepted_pauses: Vec<String>,
    /// Only tickets of these priorities; empty is all.
    pub priorities: Vec<Priority>,
}

/// The limit of an SLA clock.
#[derive(Clone, Debug, PartialEq)]
pub enum SlaLimit {
    /// So many milliseconds of the clock's calendar.
    Elapsed(i64),
    /// The close of business on the n-th working day after.
    WorkingDays(u32),
    /// 23:59:59 of the n-th day after.
    DayEnd(u32),
    /// By distance (km up to, milliseconds); beyond the last: the agreed time.
    Distance(Vec<(f64, i64)>),
}

/// A business calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Windows by weekday, Monday first: minutes from midnight.
    pub week: [Vec<(u16, u16)>; 7],
    /// Days without business.
    pub holidays: Vec<Day>,
    /// Make-up working days (调休), which have the windows of a Monday.
    pub workdays: Vec<Day>,
}

/// A target of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The comparison a met target satisfies.
    pub sense: TargetSense,
    /// The value, as a share.
    pub value: f64,
}

/// How a figure is compared with its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSense {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// Strictly below.
    Below,
}
