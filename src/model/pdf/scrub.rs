//! What is taken out of a PDF: by what a thing does and not by where it should stand, so
//! that nothing is missed that stands elsewhere.

use super::picture;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeSet;

/// Entries that are taken out of every dictionary: who, when and with what; earlier and
/// other forms of the content; what is run; what lies inside.
const TAKEN: [&[u8]; 29] = [
    b"AA",
    b"AF",
    b"AlternatePresentations",
    b"Collection",
    b"CreatorInfo",
    b"DSS",
    b"EF",
    b"EmbeddedFiles",
    b"JS",
    b"JavaScript",
    b"LastModified",
    b"Legal",
    b"Metadata",
    b"NeedsRendering",
    b"OPI",
    b"OpenAction",
    b"Perms",
    b"PieceInfo",
    b"PresSteps",
    b"RF",
    b"Renditions",
    b"Requirements",
    b"RichMediaContent",
    b"RichMediaSettings",
    b"SourceInfo",
    b"SpiderInfo",
    b"Thumb",
    b"Threads",
    b"XFA",
];
/// Entries whose own entries have names that the writer chose, so that a font may be
/// called `AA`.
const NAMED: [&[u8]; 11] = [
    b"CharProcs",
    b"ColorSpace",
    b"Colorants",
    b"Dests",
    b"ExtGState",
    b"Font",
    b"Pattern",
    b"Properties",
    b"RoleMap",
    b"Shading",
    b"XObject",
];
/// Entries by which a dictionary is none of these, whatever refers to it.
const STRUCTURED: [&[u8]; 8] =
    [b"Type", b"S", b"Subtype", b"Rect", b"Kids", b"Fields", b"Pages", b"EF"];
/// Actions that stay: to a page of the same file, to an address, and what shows a layer.
const HARMLESS: [&[u8]; 4] = [b"GoTo", b"Named", b"SetOCGState", b"URI"];
/// Every other action of ISO 32000-2, and those of older versions.
const ACTIONS: [&[u8]; 17] = [
    b"GoTo3DView",
    b"GoToDp",
    b"GoToE",
    b"GoToR",
    b"Hide",
    b"ImportData",
    b"JavaScript",
    b"Launch",
    b"Movie",
    b"NOP",
    b"Rendition",
    b"ResetForm",
    b"RichMediaExecute",
    b"SetState",
    b"Sound",
    b"SubmitForm",
    b"Thread",
];
/// Annotations that play, open or hold something.
const ANNOTATIONS: [&[u8]; 7] =
    [b"3D", b"FileAttachment", b"Movie", b"Projection", b"RichMedia", b"Screen", b"Sound"];
/// Addresses that a link may lead to.
const SCHEMES: [&[u8]; 4] = [b"http:", b"https:", b"mailto:", b"tel:"];
/// What notes of readers say beside their words: who, when, which.
const OF_NOTES: [&[u8]; 4] = [b"T", b"M", b"CreationDate", b"NM"];

/// Objects that go as a whole, with every reference to them.
pub(super) struct Doomed {
    /// Actions that start something, and the names of such actions that stand alone.
    pub(super) actions: BTreeSet<ObjectId>,
    /// Dictionaries whose entries have names that the writer chose.
    named: BTreeSet<ObjectId>,
}

/// Takes out all that is no page.
pub(super) fn scrub(document: &mut Document) {
    let doomed = doomed(document);
    let root = document.trailer.get(b"Root").cloned();
    document.trailer = Dictionary::new();
    if let Ok(root) = root {
        document.trailer.set("Root", root);
    }
    document.binary_mark = vec![0xE2, 0xE3, 0xCF, 0xD3];
    for (id, object) in &mut document.objects {
        if doomed.actions.contains(id) {
            *object = Object::Null;
        } else {
            walk(object, &doomed, doomed.named.contains(id));
        }
    }
}

/// The objects that go, and those whose entries have chosen names.
pub(super) fn doomed(document: &Document) -> Doomed {
    let mut named = BTreeSet::new();
    for object in document.objects.values() {
        each(object, &mut |dict| {
            let refers = NAMED.iter().filter_map(|key| dict.get(key).ok()?.as_reference().ok());
            named.extend(
                refers.filter(|id| {
                    document.get_dictionary(*id).is_ok_and(|dict| !is_structured(dict))
                }),
            );
        });
    }
    let goes = |object: &Object| match object {
        Object::Name(name) => ACTIONS.contains(&name.as_slice()),
        Object::Dictionary(dict) => goes(dict),
        Object::Stream(stream) => stream.dict.has_type(b"EmbeddedFile"),
        Object::Reference(_) => true,
        _ => false,
    };
    let going = document.objects.iter().filter(|(id, o)| goes(o) && !named.contains(*id));
    Doomed { actions: going.map(|(id, _)| *id).collect(), named }
}

fn is_structured(dict: &Dictionary) -> bool {
    STRUCTURED.iter().any(|key| dict.has(key))
}

fn goes(dict: &Dictionary) -> bool {
    is_action(dict) || is_annotation(dict)
}

/// True for an action that does more than lead to a page or an address.
pub(super) fn is_action(dict: &Dictionary) -> bool {
    if dict.has(b"JS") || dict.has_type(b"EmbeddedFile") {
        return true;
    }
    let Ok(kind) = dict.get(b"S").and_then(Object::as_name) else {
        return dict.has_type(b"Action");
    };
    if kind == b"URI" {
        let address = dict.get(b"URI").and_then(Object::as_str);
        return !address.is_ok_and(leads_outside);
    }
    ACTIONS.contains(&kind) || (dict.has_type(b"Action") && !HARMLESS.contains(&kind))
}

fn leads_outside(address: &[u8]) -> bool {
    SCHEMES.iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

fn is_annotation(dict: &Dictionary) -> bool {
    let kind = dict.get(b"Subtype").and_then(Object::as_name);
    dict.has(b"Rect") && kind.is_ok_and(|kind| ANNOTATIONS.contains(&kind))
}

/// True for a value that goes with the entry or the member that holds it.
fn falls(value: &Object, doomed: &Doomed) -> bool {
    match value {
        Object::Reference(id) => doomed.actions.contains(id),
        Object::Dictionary(dict) => goes(dict),
        _ => false,
    }
}

fn walk(object: &mut Object, doomed: &Doomed, named: bool) {
    match object {
        Object::Array(members) => {
            members.retain(|member| !falls(member, doomed));
            for member in members {
                walk(member, doomed, false);
            }
        }
        Object::Dictionary(dict) => strip(dict, doomed, named),
        Object::Stream(stream) => {
            strip(&mut stream.dict, doomed, false);
            strip_stream(stream);
        }
        _ => {}
    }
}

fn strip(dict: &mut Dictionary, doomed: &Doomed, named: bool) {
    let is_note = dict.has(b"Rect") && !dict.get(b"Subtype").is_ok_and(is_widget);
    let is_act = dict.has(b"S");
    let chosen = named && !is_structured(dict);
    dict.as_hashmap_mut().retain(|key, value| {
        let key = key.as_slice();
        let taken = !chosen && TAKEN.contains(&key);
        let note = is_note && OF_NOTES.contains(&key);
        // An address is a string; what the whole file's addresses begin with is a dictionary.
        let base = key == b"URI" && !matches!(value, Object::String(..));
        let next = is_act && key == b"Next";
        !(taken || note || base || next || (!names(key, value) && falls(value, doomed)))
    });
    for (key, value) in dict.iter_mut() {
        walk(value, doomed, NAMED.contains(&key.as_slice()));
    }
}

/// True for a dictionary of chosen names that stands where such a one stands.
fn names(key: &[u8], value: &Object) -> bool {
    NAMED.contains(&key) && value.as_dict().is_ok_and(|dict| !is_structured(dict))
}

fn is_widget(kind: &Object) -> bool {
    kind.as_name().is_ok_and(|kind| kind == b"Widget")
}

/// A stream's content lies in the file itself, and its photograph has no notes.
fn strip_stream(stream: &mut Stream) {
    for key in [&b"F"[..], b"FFilter", b"FDecodeParms"] {
        stream.dict.remove(key);
    }
    let is_photo = stream.filters().is_ok_and(|filters| filters == [b"DCTDecode"]);
    if is_photo && let Ok(photo) = picture::cleaned(&stream.content) {
        stream.set_content(photo);
    }
}

/// Every dictionary of an object, however deep.
pub(super) fn each(object: &Object, take: &mut dyn FnMut(&Dictionary)) {
    let dict = match object {
        Object::Array(members) => return members.iter().for_each(|member| each(member, take)),
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        _ => return,
    };
    take(dict);
    dict.iter().for_each(|(_, value)| each(value, take));
}

/// Every reference of an object, however deep.
pub(super) fn references(object: &Object, take: &mut dyn FnMut(ObjectId)) {
    match object {
        Object::Reference(id) => take(*id),
        Object::Array(members) => members.iter().for_each(|member| references(member, take)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, value)| references(value, take)),
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| references(value, take));
        }
        _ => {}
    }
}
