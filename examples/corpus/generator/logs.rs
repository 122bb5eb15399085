//! The service logs: one CSV a month, one of them as an older Excel would have saved
//! it, with Chinese headers in GB18030. Rows stream; only one file is open at a time.

use super::Recipe;
use super::calendar::DAY;
use super::fleet::Fleet;
use super::process::{Fixed, Occurrences};
use super::random::Random;
use super::row::{Job, Row, Solutions, job};
use encoding_rs::GB18030;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

const HEADER: &str = "ticket_id,device_id,customer,site,contact,phone,reported_at,responded_at,arrived_at,resolved_at,\
    callback_at,service_type,charge_type,priority,fault_code,component,symptom,cause,cause_category,action_taken,\
    solution,parts,amount,engineer,satisfaction,visits,status,gate pass,notes\r\n";
const HEADER_ZH: &str = "工单号,设备编号,客户名称,安装地点,联系人,联系电话,报修时间,响应时间,到场时间,完成时间,\
    回访时间,服务类型,收费方式,优先级,故障代码,故障部位,故障现象,故障原因,原因类别,处理措施,\
    方案编号,更换配件,费用,工程师,满意度,上门次数,状态,出入证,备注\r\n";

/// Writes exactly `recipe.events` rows: those of the planted fixes and as many others
/// as are left, in order of time. Returns the paths written, below the project.
pub fn write(
    fleet: &Fleet,
    recipe: &Recipe,
    fixed: &[Fixed],
    solutions: &Solutions,
    dir: &Path,
) -> io::Result<Vec<String>> {
    let mut files = Monthly { fleet, dir: dir.to_owned(), open: None, paths: Vec::new() };
    let mut others =
        Occurrences::new(fleet, recipe, "rows", recipe.events - fixed.len() as u64).peekable();
    let mut fixed = fixed.iter().copied().peekable();
    let mut r = Random::new(recipe.seed, "cells", 0);
    let mut line = String::with_capacity(512);
    for number in 1..=recipe.events {
        let first = match (others.peek(), fixed.peek()) {
            (Some(other), Some(fixed)) => fixed.happened.at < other.at,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let (happened, job) = if first {
            let Some(fixed) = fixed.next() else { break };
            (fixed.happened, Job::Fixed(fixed))
        } else {
            let Some(other) = others.next() else { break };
            (other, job(&mut r))
        };
        let day = happened.at.div_euclid(DAY);
        let file = files.of(fleet.calendar.month(day))?;
        line.clear();
        let zh = file.gb || r.chance(0.5);
        let row = Row { fleet, number, happened, job };
        row.write(&mut line, &mut r, zh, solutions);
        file.write(&line)?;
    }
    files.close()?;
    Ok(files.paths)
}

/// The file of the month at hand.
struct Monthly<'a> {
    fleet: &'a Fleet,
    dir: PathBuf,
    open: Option<(String, LogFile)>,
    paths: Vec<String>,
}

struct LogFile {
    out: BufWriter<File>,
    gb: bool,
}

impl Monthly<'_> {
    fn of(&mut self, month: &str) -> io::Result<&mut LogFile> {
        if self.open.as_ref().is_none_or(|(open, _)| open != month) {
            self.close()?;
            let calendar = &self.fleet.calendar;
            let gb = month == calendar.month((2 * calendar.start + calendar.end) / 3);
            let name = if gb {
                format!("维修记录-{month}.csv")
            } else {
                format!("service-{month}.csv")
            };
            let out = File::create(self.dir.join("content/logs").join(&name))?;
            let mut file = LogFile { out: BufWriter::with_capacity(1 << 16, out), gb };
            file.write(if gb { HEADER_ZH } else { HEADER })?;
            self.paths.push(format!("content/logs/{name}"));
            self.open = Some((month.to_owned(), file));
        }
        self.open
            .as_mut()
            .map(|(_, file)| file)
            .ok_or_else(|| io::Error::other("no log file is open"))
    }

    fn close(&mut self) -> io::Result<()> {
        self.open.take().map_or(Ok(()), |(_, mut file)| file.out.flush())
    }
}

impl LogFile {
    fn write(&mut self, text: &str) -> io::Result<()> {
        if self.gb {
            self.out.write_all(&GB18030.encode(text).0)
        } else {
            self.out.write_all(text.as_bytes())
        }
    }
}
