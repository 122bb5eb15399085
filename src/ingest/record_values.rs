//! Values of master data, front matter and configuration: days, stamps, numbers,
//! yes/no, durations, words, lists, as they stand in one text (`domain.md` §2.4).
//! Nothing here looks at a whole column; that is the logs' business.

use super::mapping::DateOrder;
use crate::diag::{Code, Diagnostic};
use crate::model::time::{Day, HOUR_MS, Stamp, Zone};
use crate::model::words::{
    ActionKind, CauseCategory, ComplaintKind, Confidence, DeviceStatus, PartOrigin, Readers,
    VisitKind,
};
use jiff::civil;
use unicode_normalization::UnicodeNormalization;

/// NFKC, trimmed, with the signs people use for a minus made one.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().trim().replace(['\u{2212}', '\u{2013}'], "-")
}

/// True for the ways to write "no value".
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || matches!(text, "-" | "--" | "/" | "无" | "N/A" | "n/a" | "null" | "NULL")
}

/// A day; a time of day behind it is dropped.
pub(super) fn day(text: &str, order: Option<DateOrder>) -> Result<Day, Diagnostic> {
    let text = folded(text);
    let (date, _) = split_date(&text);
    date_of(date, order).or_else(|| serial(&text).map(|s| s.date())).ok_or_else(|| bad_date(&text))
}

/// A stamp in a zone; an offset in the text wins.
pub(super) fn stamp(
    text: &str,
    zone: &Zone,
    order: Option<DateOrder>,
) -> Result<Stamp, Diagnostic> {
    let text = folded(text);
    if let Ok(at) = text.replace(' ', "T").parse::<jiff::Timestamp>() {
        return Ok(Stamp::exact(crate::model::time::Instant(at.as_millisecond())));
    }
    let (date, time) = split_date(&text);
    let Some(day) = date_of(date, order) else {
        return serial(&text)
            .map(|local| Stamp::exact(zone.instant(local)))
            .ok_or_else(|| bad_date(&text));
    };
    if time.trim().is_empty() {
        return Ok(Stamp::day(zone.start_of(day)));
    }
    let time = time_of(time).ok_or_else(|| bad_date(&text))?;
    Ok(Stamp::exact(zone.instant(day.to_datetime(time))))
}

fn bad_date(text: &str) -> Diagnostic {
    Diagnostic::new(Code::ValueDate, "this is no date that can be read")
        .raw(text)
        .expected("a date such as 2026-10-31, 2026/10/31 14:05 or 2026年10月31日")
}

/// Excel counts days from 1899-12-30; accepted only where it means 1954 to 2119.
fn serial(text: &str) -> Option<civil::DateTime> {
    let days: f64 = text.parse().ok()?;
    if !(20_000.0..=80_000.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    let zero = civil::date(1899, 12, 30).to_datetime(civil::Time::midnight());
    zero.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
}

fn split_date(text: &str) -> (&str, &str) {
    if let Some(at) = text.find('日') {
        return (&text[..at], &text[at + '日'.len_utf8()..]);
    }
    match text.find([' ', 'T', 't']) {
        Some(at) if text[..at].chars().any(|c| c.is_ascii_digit()) => {
            (&text[..at], &text[at + 1..])
        }
        _ => (text, ""),
    }
}

fn date_of(text: &str, order: Option<DateOrder>) -> Option<Day> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return valid(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [a, b, c] = parts[..] else { return None };
    let (x, y, z): (i16, i16, i16) = (a.parse().ok()?, month(b)?, c.parse().ok()?);
    if a.len() == 4 {
        return valid(x, y, z);
    }
    if b.parse::<i16>().is_err() {
        return valid(century(c, z)?, y, x);
    }
    if c.len() == 4 {
        return match order {
            Some(DateOrder::DayFirst) => valid(z, y, x),
            Some(DateOrder::MonthFirst) => valid(z, x, y),
            None if x > 12 => valid(z, y, x),
            None if y > 12 || x == y => valid(z, x, y),
            None => None,
        };
    }
    valid(century(a, x)?, y, z)
}

fn century(text: &str, year: i16) -> Option<i16> {
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn month(text: &str) -> Option<i16> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let lower = text.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| lower.starts_with(name))?;
    i16::try_from(at + 1).ok()
}

fn valid(year: i16, month: i16, day: i16) -> Option<Day> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn time_of(text: &str) -> Option<civil::Time> {
    let lower = text.trim().to_lowercase();
    let afternoon = ["下午", "晚上", "pm"].iter().any(|w| lower.contains(w));
    let morning = ["上午", "凌晨", "早上", "am"].iter().any(|w| lower.contains(w));
    let digits: String = lower
        .chars()
        .map(|c| if matches!(c, '时' | '点' | '分') { ':' } else { c })
        .filter(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
        .collect();
    let mut parts = digits.trim_end_matches(':').split(':');
    let mut hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next().unwrap_or("0").parse().ok()?;
    let second: f64 = parts.next().unwrap_or("0").parse().ok()?;
    if afternoon && hour < 12 {
        hour += 12;
    } else if morning && hour == 12 {
        hour = 0;
    }
    let nanos = ((second.fract() * 1000.0).round() as i32).min(999) * 1_000_000;
    civil::Time::new(hour, minute, second as i8, nanos).ok()
}

/// A number; a currency sign, a unit behind it and thousands commas are dropped.
pub(super) fn number(text: &str) -> Result<f64, Diagnostic> {
    let plain = folded(text);
    let plain = plain.trim_start_matches(['¥', '￥', '$', '€']).trim_end_matches('元').trim();
    let cleaned = if thousands(plain) { plain.replace([',', ' '], "") } else { plain.to_owned() };
    let parsed = cleaned.parse::<f64>().map_err(|_| bad_number(text))?;
    if parsed.is_finite() { Ok(parsed) } else { Err(bad_number(text)) }
}

fn thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split([',', ' ']);
    let first = groups.next().unwrap_or_default().trim_start_matches('-');
    (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)
}

fn bad_number(text: &str) -> Diagnostic {
    Diagnostic::new(Code::ValueNumber, "this is no number that can be read")
        .raw(text)
        .expected("a number such as 12 or 1,234.50")
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Result<bool, Diagnostic> {
    match folded(text).to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "是" | "有" | "√" | "✓" | "✔" | "on" => Ok(true),
        "false" | "no" | "n" | "0" | "否" | "无" | "没有" | "×" | "✗" | "x" | "off" => {
            Ok(false)
        }
        _ => Err(Diagnostic::new(Code::ValueWord, "this is neither yes nor no")
            .raw(text)
            .expected("yes or no (是 or 否)")),
    }
}

/// A duration such as `40 min`, `24h`, `3 d`, `2小时30分`, in milliseconds. A bare
/// number counts in `unit` milliseconds, or is refused without one.
pub(super) fn duration(text: &str, unit: Option<i64>) -> Result<i64, Diagnostic> {
    let plain = folded(text).to_lowercase();
    let bad = || {
        Diagnostic::new(Code::ValueDuration, "this is no duration that can be read")
            .raw(text)
            .expected("a duration such as 40 min, 24 h or 3 d")
    };
    let mut total = 0.0;
    let mut rest = plain.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let amount: f64 = rest[..end].parse().map_err(|_| bad())?;
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let factor = unit_ms(rest[..end].trim()).or(if end == 0 { unit } else { None });
        total += amount * factor.ok_or_else(bad)? as f64;
        rest = rest[end..].trim_start();
    }
    if plain.trim().is_empty() { Err(bad()) } else { Ok(total.round() as i64) }
}

fn unit_ms(word: &str) -> Option<i64> {
    match word {
        "s" | "sec" | "秒" => Some(1000),
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => Some(60_000),
        "h" | "hr" | "hrs" | "hour" | "hours" | "小时" | "时" => Some(HOUR_MS),
        "d" | "day" | "days" | "天" | "日" => Some(24 * HOUR_MS),
        "w" | "week" | "weeks" | "周" => Some(7 * 24 * HOUR_MS),
        _ => None,
    }
}

/// A closed list of words, and the words people write for them.
pub(super) trait Word: Copy + 'static {
    /// The word with a canonical name.
    fn canonical(text: &str) -> Option<Self>;
    /// Canonical names, for messages.
    fn names() -> Vec<&'static str>;
    /// Further words: as written (lower case), canonical.
    const ALIASES: &'static [(&'static str, &'static str)];
}

macro_rules! word {
    ($($name:ty { $($text:literal = $canonical:literal,)* })*) => {$(
        impl Word for $name {
            fn canonical(text: &str) -> Option<Self> { Self::from_canonical(text) }
            fn names() -> Vec<&'static str> { Self::ALL.iter().map(|w| w.as_str()).collect() }
            const ALIASES: &'static [(&'static str, &'static str)] = &[$(($text, $canonical),)*];
        }
    )*};
}

word! {
    Confidence {
        "draft" = "work_in_progress", "wip" = "work_in_progress", "编写中" = "work_in_progress",
        "草稿" = "work_in_progress", "进行中" = "work_in_progress", "未验证" = "not_validated",
        "待验证" = "not_validated", "已验证" = "validated", "验证" = "validated",
        "verified" = "validated", "已归档" = "archived", "归档" = "archived",
    }
    Readers {
        "内部" = "internal", "合作伙伴" = "partner", "经销商" = "partner", "客户" = "customer",
        "customers" = "customer", "公开" = "public", "公众" = "public",
    }
    VisitKind {
        "首次" = "first", "首次巡访" = "first", "中期" = "mid", "质保内巡访" = "mid",
        "最后" = "last", "最后一次巡访" = "last", "末次" = "last", "每月" = "monthly",
        "月度" = "monthly", "每月定期拜访" = "monthly", "季度" = "quarterly",
        "保养" = "maintenance", "维护" = "maintenance", "其他" = "other", "巡访" = "other",
    }
    ActionKind {
        "纠正" = "corrective", "纠正措施" = "corrective", "改正" = "corrective",
        "预防" = "preventive", "预防措施" = "preventive", "preventative" = "preventive",
        "correction" = "corrective", "prevention" = "preventive",
    }
    ComplaintKind {
        "态度" = "attitude", "服务态度" = "attitude", "质量" = "quality", "延误" = "delay",
        "拖延" = "delay", "不及时" = "delay", "费用" = "fee", "收费" = "fee",
        "行为" = "conduct", "违规" = "conduct", "其他" = "other", "建议" = "other",
    }
    DeviceStatus {
        "在用" = "in_service", "使用中" = "in_service", "在役" = "in_service",
        "active" = "in_service", "备用" = "spare", "库存" = "spare", "备机" = "loaner",
        "借用" = "loaner", "替代" = "loaner", "报废" = "retired", "退役" = "retired",
        "停用" = "retired", "scrapped" = "retired",
    }
    PartOrigin {
        "原厂" = "original", "原装" = "original", "认可" = "approved", "其他" = "other",
        "oem" = "original",
    }
    CauseCategory {
        "设计" = "design", "制造" = "manufacturing", "质量" = "manufacturing",
        "制造/质量" = "manufacturing", "安装" = "installation", "使用不当" = "user",
        "人为" = "user", "维护不当" = "maintenance", "老化" = "wear", "磨损" = "wear",
        "老化磨损" = "wear", "外部" = "external", "供电" = "external", "雷击" = "external",
        "软件" = "software", "配置" = "software", "软件/配置" = "software",
        "运输" = "transport", "不可抗力" = "force_majeure", "未发现故障" = "nff", "未知" = "unknown",
    }
}

/// The word a text stands for.
pub(super) fn word<W: Word>(text: &str) -> Result<W, Diagnostic> {
    let lower = folded(text).to_lowercase();
    let underscored = lower.replace([' ', '-'], "_");
    let alias = W::ALIASES.iter().find(|(written, _)| *written == lower);
    W::canonical(&underscored).or_else(|| W::canonical(alias?.1)).ok_or_else(|| {
        Diagnostic::new(Code::ValueWord, "this word is not one of the known ones")
            .raw(text)
            .expected(format!("one of {}", W::names().join(", ")))
    })
}

/// The members of a list in one text: at `;`, else at `、` or a comma.
pub(super) fn list(text: &str) -> Vec<String> {
    let separators: &[char] =
        if text.contains([';', '；']) { &[';', '；'] } else { &['、', ',', '，'] };
    split(text, separators)
}

/// The members of a list whose members may hold commas: at `;` alone.
pub(super) fn names(text: &str) -> Vec<String> {
    split(text, &[';', '；'])
}

fn split(text: &str, separators: &[char]) -> Vec<String> {
    let parts = text.split(separators).map(str::trim);
    parts.filter(|part| !is_blank(part)).map(str::to_owned).collect()
}

/// `LCD:12;PSU:24` as pairs; a member without `:` has an empty value.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let parts = split(text, &[';', '；']);
    let pair = |part: String| match part.split_once([':', '：', '=']) {
        Some((key, value)) => (key.trim().to_owned(), value.trim().to_owned()),
        None => (part, String::new()),
    };
    parts.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            "2024.3.5",
            "20240305",
            "2024年3月5日",
            "24-3-5",
            "5-Mar-2024",
            "2024-03-05T14:05",
            "45356",
            "２０２４年３月５日",
        ] {
            assert_eq!(day(text, None).ok(), Some(civil::date(2024, 3, 5)), "{text}");
        }
        assert_eq!(day("5/3/2024", Some(DateOrder::DayFirst)).ok(), Some(civil::date(2024, 3, 5)));
        assert_eq!(day("25/4/2024", None).ok(), Some(civil::date(2024, 4, 25)));
        for text in ["5/3/2024", "2026-02-30", "0026-01-01", "soon", "60"] {
            assert!(day(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn stamps_know_their_zone_and_precision() {
        let zone = Zone::named("Asia/Shanghai").expect("a known zone");
        let iso = |text: &str| stamp(text, &zone, None).map(|s| (zone.iso(s.at), s.date_only)).ok();
        let want = Some(("2024-03-05T14:05:00+08:00".to_owned(), false));
        for text in [
            "2024-03-05T14:05",
            "2024/3/5 14:05",
            "2024年3月5日 14时05分",
            "2024年3月5日 下午2:05",
            "2024-03-05T06:05:00Z",
            "2024-03-05 14:05:00+08:00",
        ] {
            assert_eq!(iso(text), want, "{text}");
        }
        assert_eq!(iso("2024-03-05"), Some(("2024-03-05T00:00:00+08:00".to_owned(), true)));
        assert_eq!(iso("2024-03-05 25:00"), None);
    }

    #[test]
    fn numbers_words_and_durations() {
        assert_eq!(number("￥1,234.50").ok(), Some(1234.5));
        assert_eq!(number("−5").ok(), Some(-5.0));
        assert!(number("1e400").is_err() && number("NaN").is_err() && number("1,2").is_err());
        assert_eq!(word::<DeviceStatus>("In Service").ok(), Some(DeviceStatus::InService));
        assert_eq!(word::<ActionKind>("预防").ok(), Some(ActionKind::Preventive));
        for (text, hours) in
            [("24h", 24.0), ("3 d", 72.0), ("2小时30分", 2.5), ("40 min", 2.0 / 3.0)]
        {
            let got = duration(text, None).map(|ms| ms as f64 / HOUR_MS as f64);
            assert!(got.is_ok_and(|h| (h - hours).abs() < 1e-9), "{text}");
        }
        assert!(duration("5", None).is_err());
        assert_eq!(duration("5", Some(60_000)).ok(), Some(300_000));
    }

    #[test]
    fn cells_hold_lists_and_maps() {
        assert_eq!(list("黑屏、无显示"), ["黑屏", "无显示"]);
        assert_eq!(list("a, b; c"), ["a, b", "c"]);
        assert_eq!(names("Smith, John"), ["Smith, John"]);
        assert_eq!(pairs("LCD:12;PSU：24")[1], ("PSU".to_owned(), "24".to_owned()));
    }
}
