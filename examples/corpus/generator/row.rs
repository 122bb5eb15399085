//! One row of a service log: what it says, before it is written in a language and an
//! encoding.

use super::calendar::{DAY, Minute};
use super::fleet::{Code, Customer, Device, Fleet, Site};
use super::process::{Course, Fixed, Occurrence};
use super::random::Random;
use super::words::{COMPONENTS, ENGINEERS, FAULTS, OCCASIONS, phrase, sentence, sentence_zh};

/// What kind of job it was: English, Chinese. The first three are failures.
const SERVICES: [(&str, &str); 8] = [
    ("repair", "维修"),
    ("remote", "远程"),
    ("rescue", "救援"),
    ("maintenance", "保养"),
    ("visit", "巡访"),
    ("consult", "咨询"),
    ("upgrade", "升级"),
    ("training", "培训"),
];
const CHARGES: [(&str, &str); 3] =
    [("free_warranty", "保内免费"), ("paid", "有偿"), ("contract", "合同")];
const CAUSES: [(&str, &str); 5] = [
    ("wear", "老化磨损"),
    ("manufacturing", "制造"),
    ("external", "外部"),
    ("user", "使用不当"),
    ("software", "软件"),
];
/// Position of the cause that the customer pays for.
const USER: usize = 3;
const SCORES: [(&str, &str); 4] =
    [("5", "非常满意"), ("4", "满意"), ("3", "一般"), ("2", "不满意")];

/// What a row is about beside its device and time.
pub enum Job {
    /// A failure with a common code.
    Failure,
    /// A failure with the code of the planted fixes.
    Fixed(Fixed),
    /// Position in `SERVICES` of a job that is no failure.
    Other(usize),
}

/// A log row.
pub struct Row<'a> {
    pub fleet: &'a Fleet,
    pub number: u64,
    pub happened: Occurrence,
    pub job: Job,
}

/// Draws what a row with a common code is about.
pub fn job(r: &mut Random) -> Job {
    match r.below(100) {
        0..80 => Job::Failure,
        80..89 => Job::Other(3),
        89..94 => Job::Other(4),
        94..98 => Job::Other(5),
        98 => Job::Other(6),
        _ => Job::Other(7),
    }
}

/// Appends a cell and the comma after it.
fn cell(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
    out.push(',');
}

/// What the cells of a failure say.
struct Failure<'a> {
    code: &'a Code,
    solution: String,
    part: Option<String>,
    cause: usize,
    nff: bool,
}

impl Row<'_> {
    fn device(&self) -> &Device {
        &self.fleet.devices[self.happened.device]
    }

    fn customer(&self) -> &Customer {
        self.fleet.customer(self.device(), self.happened.at.div_euclid(DAY))
    }

    fn site(&self) -> &Site {
        self.fleet.site(self.device(), self.happened.at.div_euclid(DAY))
    }

    /// Appends the row as a line. `zh` is the language of words and texts of the file,
    /// `solutions` the number of articles.
    pub fn write(&self, out: &mut String, r: &mut Random, zh: bool, solutions: &Solutions) {
        let customer = self.customer();
        let token = |field| customer.canaries.get(field);
        cell(out, &format!("{}-{:07}", token("ticket_id"), self.number));
        cell(out, &self.device().id);
        cell(out, &customer.name);
        cell(out, &self.site().name);
        cell(out, &contact(customer));
        cell(out, &phone(customer));
        let (service, course) = match &self.job {
            Job::Fixed(fixed) => (0, fixed.course),
            Job::Failure => ([0, 0, 0, 1, 2][r.below(5)], Course::new(r)),
            Job::Other(service) => (*service, Course::new(r)),
        };
        let open = self.stamps(out, r, service, course);
        let word = |pair: (&'static str, &'static str)| if zh { pair.1 } else { pair.0 };
        cell(out, word(SERVICES[service]));
        let cause = r.below(CAUSES.len());
        cell(out, word(CHARGES[self.charge(cause)]));
        cell(out, ["P1", "P2", "P3", "P3", "P4"][r.below(5)]);
        match self.failure(r, cause, solutions) {
            Some(failure) => failure_cells(out, r, zh, &failure, customer),
            None => other_cells(out, r, zh, customer),
        }
        cell(out, &(r.between(0, 40) * 25).to_string());
        cell(out, ENGINEERS[r.below(ENGINEERS.len())]);
        let answered = !open && r.chance(0.6);
        cell(out, if answered { word(SCORES[[0, 0, 1, 1, 2, 3][r.below(6)]]) } else { "" });
        cell(out, if service == 1 { "0" } else { "1" });
        cell(out, self.status(r, open));
        cell(out, token("unknown_column"));
        let note = if zh {
            format!("{} {}", sentence_zh(r), token("notes"))
        } else {
            format!("{}, {}", sentence(r), token("notes"))
        };
        cell(out, if r.chance(0.3) { &note } else { token("notes") });
        out.pop();
        out.push_str("\r\n");
    }

    /// The five stamps; true where the job was not done by the end of the log.
    fn stamps(&self, out: &mut String, r: &mut Random, service: usize, course: Course) -> bool {
        let calendar = &self.fleet.calendar;
        let at = self.happened.at;
        let known = |after: Minute| at + after < calendar.end_minute();
        let arrived = (service != 1).then_some(course.arrived);
        let called = r.chance(0.9).then_some(course.callback);
        for after in [Some(0), Some(course.responded), arrived, Some(course.resolved), called] {
            if let Some(after) = after.filter(|&after| known(after)) {
                calendar.push_stamp(out, at + after, ' ');
            }
            out.push(',');
        }
        !known(course.resolved)
    }

    /// What the customer pays by, as the warranty and the contract say: user damage is
    /// paid, two years are free, later the contract covers everything.
    fn charge(&self, cause: usize) -> usize {
        let failure = !matches!(self.job, Job::Other(_));
        if failure && cause == USER {
            return 1;
        }
        let in_warranty = self.happened.at.div_euclid(DAY) <= self.device().start + 5 + 730;
        if in_warranty { 0 } else { 2 }
    }

    fn failure(&self, r: &mut Random, cause: usize, solutions: &Solutions) -> Option<Failure<'_>> {
        match &self.job {
            Job::Other(_) => None,
            Job::Fixed(fixed) => {
                let solution = fixed.good.map(|good| solutions.planted(good)).unwrap_or_default();
                let code = &self.fleet.codes[self.fleet.fixed_code()];
                Some(Failure { code, solution, part: None, cause, nff: false })
            }
            Job::Failure => {
                let code = self.fleet.code(r, self.device(), self.happened.at);
                let solution = if r.chance(0.5) { solutions.of_code(r, code) } else { None };
                let code = &self.fleet.codes[code];
                let part = r.chance(0.35).then(|| part_id(code.component));
                let solution = solution.unwrap_or_default();
                Some(Failure { code, solution, part, cause, nff: cause != USER && r.chance(0.04) })
            }
        }
    }

    fn status(&self, r: &mut Random, open: bool) -> &'static str {
        let cancelled = r.chance(0.02) && matches!(self.job, Job::Failure);
        match (open, cancelled) {
            (true, _) => "in_progress",
            (_, true) => "cancelled",
            _ => "closed",
        }
    }
}

/// Code, component, symptom, cause, its category, what was done, solution, parts.
fn failure_cells(
    out: &mut String,
    r: &mut Random,
    zh: bool,
    failure: &Failure<'_>,
    customer: &Customer,
) {
    let code = failure.code;
    cell(out, &code.id);
    cell(out, COMPONENTS[code.component].0);
    cell(out, &symptom(r, code, customer, zh));
    let token = |field| customer.canaries.get(field);
    cell(out, &format!("{} {}", phrase(r, zh), token("cause")));
    let category = CAUSES[failure.cause];
    let category = if zh { category.1 } else { category.0 };
    cell(out, if failure.nff { "nff" } else { category });
    cell(out, &format!("{} {}", if zh { sentence_zh(r) } else { sentence(r) }, token("remark")));
    cell(out, &failure.solution);
    cell(
        out,
        &failure.part.as_ref().map(|id| format!("{id}*{}", r.between(1, 3))).unwrap_or_default(),
    );
}

fn other_cells(out: &mut String, r: &mut Random, zh: bool, customer: &Customer) {
    out.push_str(",,");
    let text = format!("{} {}", phrase(r, zh), customer.canaries.get("symptom"));
    cell(out, &text);
    out.push_str(",,");
    cell(
        out,
        &format!(
            "{} {}",
            if zh { sentence_zh(r) } else { sentence(r) },
            customer.canaries.get("remark")
        ),
    );
    out.push_str(",,");
}

/// The customer's words for a fault.
pub fn symptom(r: &mut Random, code: &Code, customer: &Customer, zh: bool) -> String {
    let token = customer.canaries.get("symptom");
    let (component, fault) = (COMPONENTS[code.component], FAULTS[code.fault]);
    let occasion = OCCASIONS[r.below(OCCASIONS.len())];
    if zh {
        format!("{}{}，{} {token}", component.1, fault.1, occasion.1)
    } else {
        format!("{} {} {} {token}", component.0, fault.0, occasion.0)
    }
}

/// The contact person with its token.
pub fn contact(customer: &Customer) -> String {
    let token = customer.canaries.get("contact");
    if customer.zh { format!("值班室 {token}") } else { format!("Duty desk {token}") }
}

/// A telephone number whose last eight digits are the token.
pub fn phone(customer: &Customer) -> String {
    format!("0571-{}", customer.canaries.get("phone"))
}

/// The part that mends a component.
pub fn part_id(component: usize) -> String {
    format!("PT-{:02}", component + 1)
}

/// Which articles there are and what each is about: the first two are the planted
/// fixes, the others take the common codes in turn.
pub struct Solutions {
    pub count: usize,
    pub common_codes: usize,
    /// The good fix has the first number, else the second.
    pub good_first: bool,
}

impl Solutions {
    /// The id of an article.
    pub fn id(position: usize) -> String {
        format!("SOL-{:05}", position + 1)
    }

    /// Whether an article is a planted fix, and the good one.
    pub fn is_good(&self, position: usize) -> Option<bool> {
        (position < 2).then_some((position == 0) == self.good_first)
    }

    /// The id of a planted fix.
    pub fn planted(&self, good: bool) -> String {
        Self::id(usize::from(good != self.good_first))
    }

    /// The code an article is about.
    pub fn code_of(&self, position: usize) -> usize {
        if position < 2 { self.common_codes } else { (position - 2) % self.common_codes }
    }

    /// One of a code's first two articles, whichever: neither is better.
    pub fn of_code(&self, r: &mut Random, code: usize) -> Option<String> {
        let positions = [2 + code, 2 + code + self.common_codes];
        let there = positions.iter().filter(|&&p| p < self.count).count();
        (there > 0).then(|| Self::id(positions[r.below(there)]))
    }
}
