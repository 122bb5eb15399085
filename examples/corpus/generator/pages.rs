//! The Markdown pages: solution articles, which belong to nobody, and fault reports,
//! which belong to a customer each. Half of each are Chinese.

use super::Recipe;
use super::calendar::{DAY, Minute};
use super::fleet::{Code, Customer, Fleet};
use super::process::{Course, Occurrence, Occurrences};
use super::random::Random;
use super::row::{Solutions, part_id, symptom};
use super::words::{COMPONENTS, ENGINEERS, FAULTS, phrase, prose, sentence, sentence_zh};
use std::fs;
use std::io;
use std::path::Path;

const AUDIENCES: [&str; 10] = [
    "internal", "internal", "internal", "internal", "internal", "partner", "customer", "customer",
    "customer", "public",
];

/// Writes the articles.
pub fn write_solutions(
    fleet: &Fleet,
    recipe: &Recipe,
    solutions: &Solutions,
    dir: &Path,
) -> io::Result<()> {
    let folder = dir.join("content/solutions");
    for position in 0..solutions.count {
        let mut r = Random::new(recipe.seed, "article", position as u64);
        let text = solution(fleet, solutions, position, &mut r);
        let path = folder.join(format!("{}/{}.md", position / 1000, Solutions::id(position)));
        if position.is_multiple_of(1000) {
            fs::create_dir_all(folder.join((position / 1000).to_string()))?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

fn solution(fleet: &Fleet, solutions: &Solutions, position: usize, r: &mut Random) -> String {
    let zh = position.is_multiple_of(2);
    let code = &fleet.codes[solutions.code_of(position)];
    let (component, fault) = (COMPONENTS[code.component], FAULTS[code.fault]);
    let title = if zh {
        format!("{}{}：{}", component.1, fault.1, phrase(r, zh))
    } else {
        format!("{} {}: {}", capitalised(component.0), fault.0, phrase(r, zh))
    };
    // What a customer may see names no model, so that it suits everyone.
    let audience = if position < 2 { "internal" } else { AUDIENCES[r.below(AUDIENCES.len())] };
    let created = fleet.calendar.start + r.between(-300, 300);
    let verified = (created + r.between(30, 700)).min(fleet.calendar.end - 1);
    let mut out = format!(
        "---\nid: {}\ntitle: \"{title}\"\nkind: solution\nconfidence: {}\naudience: {audience}\nfault_codes: [{}]\n\
         components: [{}]\nsymptoms: [{}, {}]\nparts: [{}]\ntools: [{}]\nduration_min: {}\nskill_level: {}\n\
         author: {}\ncreated: {}\nverified: {}\ntags: [{}, {}]\n---\n",
        Solutions::id(position),
        if position < 2 || r.chance(0.8) { "validated" } else { "not_validated" },
        code.id,
        component.0,
        fault.0,
        fault.1,
        part_id(code.component),
        phrase(r, zh),
        r.between(2, 30) * 5,
        r.between(1, 3),
        ENGINEERS[r.below(ENGINEERS.len())],
        fleet.calendar.day(created),
        fleet.calendar.day(verified),
        tag(r),
        tag(r),
    );
    section(&mut out, zh, "Issue", "故障现象", &prose(r, zh, 3));
    section(&mut out, zh, "Environment", "适用环境", &table(r, zh));
    section(&mut out, zh, "Cause", "故障原因", &prose(r, zh, 2));
    let mut steps = list(r, zh, 4, false);
    let links = [(); 2].map(|()| link(r, zh, position, solutions.count));
    steps.push_str(&format!(
        "\n{} {}.\n\n```text\n{}```\n",
        if zh { "另见" } else { "See" },
        links.join(", "),
        log(r, &code.id)
    ));
    section(&mut out, zh, "Diagnosis", "诊断步骤", &steps);
    section(&mut out, zh, "Resolution", "处理步骤", &list(r, zh, 5, true));
    section(&mut out, zh, "Verification", "验证", &prose(r, zh, 1));
    section(&mut out, zh, "Safety", "安全注意", &list(r, zh, 2, false));
    out
}

/// A link from one article to any other.
fn link(r: &mut Random, zh: bool, from: usize, count: usize) -> String {
    let to = r.below(count);
    let id = Solutions::id(to);
    let path = if from / 1000 == to / 1000 {
        format!("{id}.md")
    } else {
        format!("../{}/{id}.md", to / 1000)
    };
    format!("[{}]({path})", phrase(r, zh))
}

/// The first fault report of each customer, for the tables that name a ticket.
pub type FirstReports = Vec<Option<FirstReport>>;

/// A fault report that another record may name.
#[derive(Clone)]
pub struct FirstReport {
    pub id: String,
    pub device: usize,
    pub at: Minute,
}

/// Writes so many fault reports.
pub fn write_reports(
    fleet: &Fleet,
    recipe: &Recipe,
    count: u64,
    solutions: &Solutions,
    dir: &Path,
) -> io::Result<FirstReports> {
    let faults = dir.join("content/faults");
    fs::create_dir_all(faults.join("files"))?;
    for customer in &fleet.customers {
        fs::write(faults.join("files").join(attachment(customer)), attachment_text(customer))?;
    }
    let mut first: FirstReports = vec![None; fleet.customers.len()];
    let mut former: Vec<Option<String>> = vec![None; fleet.customers.len()];
    let mut folder = String::new();
    for (number, happened) in Occurrences::new(fleet, recipe, "reports", count).enumerate() {
        let mut r = Random::new(recipe.seed, "report", number as u64);
        let day = happened.at.div_euclid(DAY);
        let month = fleet.calendar.month(day);
        if folder != month {
            month.clone_into(&mut folder);
            fs::create_dir_all(faults.join(month))?;
        }
        let position = fleet.devices[happened.device].holder(day).customer;
        let customer = &fleet.customers[position];
        let id = format!("FR-{}-{:06}", customer.canaries.get("report_id"), number + 1);
        let report = Report {
            fleet,
            solutions,
            happened,
            customer,
            id: &id,
            former: former[position].as_deref(),
        };
        fs::write(faults.join(format!("{month}/{id}.md")), report.text(&mut r))?;
        first[position].get_or_insert(FirstReport {
            id: id.clone(),
            device: happened.device,
            at: happened.at,
        });
        former[position] = Some(format!("{month}/{id}"));
    }
    Ok(first)
}

fn attachment(customer: &Customer) -> String {
    format!("protocol-{}.txt", customer.canaries.get("attachment_name"))
}

fn attachment_text(customer: &Customer) -> String {
    format!("measured values, {}\n", customer.canaries.get("attachment_content"))
}

struct Report<'a> {
    fleet: &'a Fleet,
    solutions: &'a Solutions,
    happened: Occurrence,
    customer: &'a Customer,
    id: &'a str,
    former: Option<&'a str>,
}

/// What a report is about.
struct Story<'a> {
    zh: bool,
    device: &'a str,
    code: &'a Code,
    symptom: String,
    solution: Option<String>,
}

impl Report<'_> {
    fn text(&self, r: &mut Random) -> String {
        let zh = r.chance(0.5);
        let device = &self.fleet.devices[self.happened.device];
        let code = self.fleet.code(r, device, self.happened.at);
        let solution = self.solutions.of_code(r, code);
        let code = &self.fleet.codes[code];
        let symptom = symptom(r, code, self.customer, zh);
        let story = Story { zh, device: &device.id, code, symptom, solution };
        let mut out = self.front_matter(r, &story);
        self.sections(&mut out, r, &story);
        self.links(&mut out, r, &story);
        out
    }

    fn front_matter(&self, r: &mut Random, story: &Story<'_>) -> String {
        let mut out = format!(
            "---\nid: {}\ntitle: {} {}\ndevice: {}\ncustomer: {}\nchannel: phone\npriority: P{}\n",
            self.id,
            story.symptom,
            self.customer.canaries.get("report_title"),
            story.device,
            self.customer.id,
            r.between(1, 4),
        );
        let open = self.stamps(&mut out, Course::new(r));
        out.push_str(&format!(
            "status: {}\nservice_type: repair\ncharge_type: free_warranty\nfault_code: {}\ncomponent: {}\n\
             cause_category: wear\nengineer: [{}]\nvisits: 1\n",
            if open { "in_progress" } else { "closed" },
            story.code.id,
            COMPONENTS[story.code.component].0,
            ENGINEERS[r.below(ENGINEERS.len())],
        ));
        if let Some(solution) = story.solution.as_ref().filter(|_| !open) {
            out.push_str(&format!("solution: {solution}\n"));
        }
        out.push_str(&format!("tags: [{}, {}]\n---\n", tag(r), tag(r)));
        out
    }

    /// The stamps known by the end of the corpus; true where the fault was still open.
    fn stamps(&self, out: &mut String, course: Course) -> bool {
        let calendar = &self.fleet.calendar;
        let stamps = [
            ("reported_at", 0),
            ("responded_at", course.responded),
            ("arrived_at", course.arrived),
            ("resolved_at", course.resolved),
        ];
        let known = |after| self.happened.at + after < calendar.end_minute();
        for (name, after) in stamps.into_iter().filter(|(_, after)| known(*after)) {
            out.push_str(&format!("{name}: "));
            calendar.push_stamp(out, self.happened.at + after, 'T');
            out.push('\n');
        }
        !known(course.resolved)
    }

    fn sections(&self, out: &mut String, r: &mut Random, story: &Story<'_>) {
        let zh = story.zh;
        let token = |field| self.customer.canaries.get(field);
        let told = format!("{}\n\n{} {}", story.symptom, prose(r, zh, 2), token("report_prose"));
        section(out, zh, "Symptom", "故障现象", &told);
        let found = format!("{}\n\n```text\n{}```\n", table(r, zh), log(r, &story.code.id));
        section(out, zh, "Finding", "现场检查", &found);
        section(out, zh, "Cause", "故障原因", &format!("{} {}", prose(r, zh, 2), token("cause")));
        let done = format!("{}\n{}\n", list(r, zh, 4, true), token("remark"));
        section(out, zh, "Action", "处理措施", &done);
        section(out, zh, "Result and acceptance", "结果与验收", &prose(r, zh, 2));
    }

    /// To the article used, to the customer's report before, and to an attachment.
    fn links(&self, out: &mut String, r: &mut Random, story: &Story<'_>) {
        let zh = story.zh;
        if let Some(id) = &story.solution {
            let folder: usize = id[4..].parse().map_or(0, |n: usize| (n - 1) / 1000);
            let words = phrase(r, zh);
            out.push_str(&format!("\n[{words}](../../solutions/{folder}/{id}.md)\n"));
        }
        if let Some(former) = self.former {
            let words = if zh { "上一次报修" } else { "the report before" };
            out.push_str(&format!("\n[{words}](../{former}.md)\n"));
        }
        let words = if zh { "测量记录" } else { "protocol" };
        out.push_str(&format!("\n[{words}](../files/{})\n", attachment(self.customer)));
    }
}

fn section(out: &mut String, zh: bool, en: &str, chinese: &str, text: &str) {
    out.push_str(&format!("\n## {}\n\n{}\n", if zh { chinese } else { en }, text.trim_end()));
}

fn list(r: &mut Random, zh: bool, count: usize, numbered: bool) -> String {
    let line = |n: usize| {
        let text = if zh { sentence_zh(r) } else { sentence(r) };
        if numbered { format!("{}. {text}\n", n + 1) } else { format!("- {text}\n") }
    };
    (0..count).map(line).collect()
}

fn table(r: &mut Random, zh: bool) -> String {
    let head = if zh { "| 项目 | 数值 | 说明 |" } else { "| item | value | remark |" };
    let mut out = format!("{head}\n| --- | ---: | --- |\n");
    for _ in 0..4 {
        let value = r.between(1, 9999);
        out.push_str(&format!(
            "| {} | {}.{:02} | {} |\n",
            phrase(r, zh),
            value / 100,
            value % 100,
            phrase(r, zh)
        ));
    }
    out
}

fn log(r: &mut Random, code: &str) -> String {
    let line = |_| {
        format!(
            "t={:06} {code} state={} level={}\n",
            r.between(0, 999_999),
            r.below(9),
            r.between(0, 1000)
        )
    };
    (0..5).map(line).collect()
}

fn tag(r: &mut Random) -> String {
    format!("{}-{:02}", COMPONENTS[r.below(COMPONENTS.len())].0.replace(' ', "-"), r.below(12))
}

fn capitalised(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}
