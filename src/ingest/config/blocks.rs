//! `[[logs]]`, `[tables.*]`, `[[faults]]` and `[[solutions]]`: how foreign files are
//! read.

use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::ingest::columns::Kind;
use crate::ingest::mapping::{DateOrder, SourceBlock};
use crate::ingest::node::{Node, Pos, Value};
use crate::ingest::preset;
use crate::ingest::record_values as values;
use crate::model::time::{Instant, Zone};

/// What the files of a block are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Service logs.
    Log,
    /// A master table.
    Table(Kind),
    /// Fault reports.
    Faults,
    /// Solution articles.
    Solutions,
}

/// A block of the configuration.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// What its files are.
    pub(crate) reads: Reads,
    /// How they are read.
    pub(crate) source: SourceBlock,
}

const KEYS: [&str; 24] = [
    "path",
    "preset",
    "sheet",
    "keep",
    "columns",
    "fields",
    "values",
    "default",
    "timezone",
    "combine",
    "units",
    "missing",
    "aside",
    "repeats",
    "encoding",
    "delimiter",
    "date_order",
    "date1904",
    "dedupe",
    "covers_from",
    "covers_to",
    "default_duration_unit",
    "satisfaction_scale",
    "note",
];

/// Reads all blocks, in the order in which they stand in the file.
pub(super) fn read(
    reader: &mut Reader<'_>,
    root: &Node,
    base: &SourceBlock,
    zone: &Zone,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (key, reads) in
        [("logs", Reads::Log), ("faults", Reads::Faults), ("solutions", Reads::Solutions)]
    {
        let Some(list) = root.get(key) else { continue };
        if !matches!(list.value, Value::List(_)) {
            reader.wrong(list, key, &format!("blocks that begin with [[{key}]]"));
            continue;
        }
        for node in list.members() {
            blocks.push(Block {
                reads,
                source: block(reader, (reads, &format!("[[{key}]]")), node, base, zone),
            });
        }
    }
    for (key, node) in reader.entries(root, "tables") {
        let Some(kind) = Kind::table(&key.name) else {
            unknown_table(reader, &key.name, key.pos);
            continue;
        };
        let name = format!("[tables.{}]", key.name);
        blocks.push(Block {
            reads: Reads::Table(kind),
            source: block(reader, (Reads::Table(kind), &name), node, base, zone),
        });
    }
    blocks.sort_by_key(|block| block.source.line);
    blocks
}

fn unknown_table(reader: &mut Reader<'_>, name: &str, pos: Pos) {
    let known: Vec<&str> = Kind::TABLES.iter().map(|kind| kind.name()).collect();
    let finding = Diagnostic::new(Code::ConfigUnknownKey, format!("there is no table `{name}`"))
        .expected(format!("one of {}", known.join(", ")));
    reader.find(finding, pos);
}

fn block(
    reader: &mut Reader<'_>,
    (reads, name): (Reads, &str),
    node: &Node,
    base: &SourceBlock,
    zone: &Zone,
) -> SourceBlock {
    reader.check_keys(node, name, &KEYS);
    let mut block = base.clone();
    block.line = first_line(node);
    block.path = reader.texts(node, "path");
    if block.path.is_empty() {
        reader.wrong(node, "path", "the path or glob of the files this block reads");
    }
    block.keep = reader.list_map(node, "keep");
    block.columns = reader.text_map(node, "columns");
    block.columns.extend(reader.text_map(node, "fields"));
    for (key, words) in reader.entries(node, "values") {
        let words = words.entries().iter().map(|(k, v)| (k.name.clone(), v.flat()));
        block.values.insert(key.name.clone(), words.collect());
    }
    block.default = reader.text_map(node, "default");
    block.combine = reader.list_map(node, "combine");
    block.units = reader.text_map(node, "units");
    block.missing = reader.list_map(node, "missing");
    block.aside = reader.texts(node, "aside");
    block.repeats = reader.texts(node, "repeats");
    super::fields::check(reader, node, reads, &mut block);
    block.sheet = reader.texts(node, "sheet");
    block.encoding = reader.text(node, "encoding");
    block.delimiter = delimiter(reader, node);
    block.dedupe = reader.flag(node, "dedupe").unwrap_or(false);
    block.timezone = zone_of(reader, node, "timezone");
    reading(reader, node, &mut block);
    preset(reader, node, reads, &mut block);
    let zone = block.timezone.clone().unwrap_or_else(|| zone.clone());
    block.covers_from = covers(reader, node, "covers_from", &zone, false);
    block.covers_to = covers(reader, node, "covers_to", &zone, true);
    block
}

/// Fills in what a preset says and the block does not.
fn preset(reader: &mut Reader<'_>, node: &Node, reads: Reads, block: &mut SourceBlock) {
    let (Some(name), Some(value)) = (reader.text(node, "preset"), node.get("preset")) else {
        return;
    };
    let export = preset::named(&name).map(|preset| (preset, preset.export(reads)));
    let finding = match export {
        Some((_, Some(export))) => return export.fill(block),
        Some((preset, None)) => Diagnostic::new(
            Code::ConfigValue,
            format!("the preset `{}` does not describe such a table", preset.name),
        )
        .expected(preset.describes()),
        None => preset::unknown(&name),
    };
    reader.find(finding.raw(name), value.pos);
}

fn first_line(node: &Node) -> u32 {
    let keys = node.entries().iter().map(|(key, _)| key.pos.line);
    keys.chain([node.pos.line]).filter(|line| *line > 0).min().unwrap_or(0)
}

/// The keys that may also stand in `[rules]`, for every source.
pub(super) fn reading(reader: &mut Reader<'_>, node: &Node, block: &mut SourceBlock) {
    let order = reader.parsed(node, "date_order", date_order, "\"day_first\" or \"month_first\"");
    block.date_order = order.or(block.date_order);
    block.date1904 = reader.flag(node, "date1904").unwrap_or(block.date1904);
    let unit = reader.text(node, "default_duration_unit");
    if let Some(unit) = unit {
        if values::duration(&format!("1{unit}")).is_ok() {
            block.default_duration_unit = Some(unit);
        } else if let Some(node) = node.get("default_duration_unit") {
            reader.wrong(node, "default_duration_unit", "min, h or d");
        }
    }
    if let Some(scale) = node.get("satisfaction_scale") {
        match satisfaction_scale(scale) {
            Some(scale) => block.satisfaction_scale = Some(scale),
            None => reader.wrong(scale, "satisfaction_scale", "[1, 5], [1, 10] or [0, 100]"),
        }
    }
}

fn date_order(text: &str) -> Option<DateOrder> {
    match text.to_lowercase().replace(['-', '/', ' '], "_").as_str() {
        "day_first" | "dmy" | "d_m_y" => Some(DateOrder::DayFirst),
        "month_first" | "mdy" | "m_d_y" => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

fn satisfaction_scale(node: &Node) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = node.members().iter().filter_map(|m| m.flat().parse().ok()).collect();
    match numbers[..] {
        [low, high] if low < high => Some((low, high)),
        _ => None,
    }
}

fn delimiter(reader: &mut Reader<'_>, node: &Node) -> Option<u8> {
    let value = node.get("delimiter")?;
    let Value::Text(text) = &value.value else {
        reader.wrong(value, "delimiter", "one sign such as \";\" or \"\\t\"");
        return None;
    };
    match text.as_bytes() {
        [byte] => Some(*byte),
        b"tab" => Some(b'\t'),
        _ => {
            reader.wrong(value, "delimiter", "one sign such as \";\" or \"\\t\"");
            None
        }
    }
}

/// A time zone by its IANA name.
pub(super) fn zone_of(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Zone> {
    reader.parsed(node, key, Zone::named, "an IANA time zone such as Asia/Shanghai")
}

fn covers(
    reader: &mut Reader<'_>,
    node: &Node,
    key: &str,
    zone: &Zone,
    to_end: bool,
) -> Option<Instant> {
    let parse = |text: &str| match values::stamp(text, zone, None) {
        Ok(stamp) if stamp.date_only && to_end => Some(zone.end_of_day(stamp.at).plus(1)),
        Ok(stamp) => Some(stamp.at),
        Err(_) => None,
    };
    reader.parsed(node, key, parse, "a day such as 2026-01-01")
}
