//! What the maps of a source block name: fields, closed words and units that must
//! exist. Whether a file has the foreign columns is known only when it is read.

use super::blocks::Reads;
use super::reader::Reader;
use crate::diag::{Code, Diagnostic};
use crate::ingest::columns::Kind;
use crate::ingest::event_fields::EventField;
use crate::ingest::header;
use crate::ingest::mapping::SourceBlock;
use crate::ingest::node::{Node, Pos};
use crate::ingest::value::duration::unit_hours;
use crate::ingest::value::is_empty_word;
use crate::model::events::EventWords;

/// Checks the names in the maps of a block. A word that is none is taken out of the
/// block, so that it is told here and not once a row.
pub(super) fn check(reader: &mut Reader<'_>, node: &Node, reads: Reads, block: &mut SourceBlock) {
    for map in ["columns", "fields"] {
        for (_, target) in reader.entries(node, map) {
            field(reader, (map, &target.flat()), reads, target.pos);
        }
    }
    for map in ["values", "default", "combine"] {
        for (key, _) in reader.entries(node, map) {
            field(reader, (map, &key.name), reads, key.pos);
        }
    }
    for (_, unit) in reader.entries(node, "units") {
        if unit_hours(&unit.flat()).is_none() {
            reader.wrong(unit, "units", "min, h or d");
        }
    }
    if matches!(reads, Reads::Log | Reads::Faults) {
        for (key, map) in reader.entries(node, "values") {
            words(reader, &key.name, map, block);
        }
    }
}

fn is_known(name: &str, reads: Reads) -> bool {
    let kind = match reads {
        Reads::Log => None,
        Reads::Table(kind) => Some(kind),
        Reads::Faults => Some(Kind::Reports),
        Reads::Solutions => Some(Kind::Solutions),
    };
    header::canonical(name).is_some() || kind.is_some_and(|kind| kind.canonical(name).is_some())
}

fn field(reader: &mut Reader<'_>, (map, name): (&str, &str), reads: Reads, pos: Pos) {
    if is_known(name, reads) {
        return;
    }
    let message = format!("`{map}` names the field `{name}`, which is not known");
    let finding = Diagnostic::new(Code::ConfigValue, message).raw(name);
    let near = header::nearest(name).and_then(header::canonical);
    let finding = match near {
        Some(near) => finding.hint(format!("did you mean `{}`?", near.field)),
        None => finding.hint(
            "write a field's name such as device_id, reported_at or symptom; foreign = canonical",
        ),
    };
    reader.find(finding, pos);
}

fn words(reader: &mut Reader<'_>, name: &str, map: &Node, block: &mut SourceBlock) {
    let field = header::canonical(name).and_then(|matched| EventField::named(matched.field));
    let Some(EventField::Word(field)) = field else { return };
    for (foreign, node) in map.entries() {
        let word = node.flat();
        if is_empty_word(&word) {
            continue;
        }
        let Err(unknown) = field.set(&mut EventWords::default(), &word) else { continue };
        let message = format!("`values.{name}` maps to \"{word}\", which is not one of its words");
        let finding = Diagnostic::new(Code::ConfigValue, message).raw(word).expected(unknown.known);
        let finding = match unknown.nearest {
            Some(near) => finding.hint(format!("did you mean \"{near}\"?")),
            None => finding,
        };
        reader.find(finding, node.pos);
        if let Some(map) = block.values.get_mut(name) {
            map.insert(foreign.name.clone(), String::new());
        }
    }
}
