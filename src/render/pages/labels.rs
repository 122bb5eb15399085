//! `labels.html`: a label a device, to be printed on sheets of common sizes and stuck on
//! the machine. Its code leads to the search with the device in mind: who stands before a
//! broken machine asks first what is wrong with it, and the device's file is one touch
//! further. The codes need the address at which the site is published.

use super::device;
use super::list::Chip;
use super::search;
use crate::catalog::DeviceIx;
use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use crate::render::qr;
use crate::render::view::Html;
use crate::site::{LABELS, Page};
use serde::Serialize;

/// Characters of a serial number that a label repeats: enough to compare with the
/// machine's own plate.
const SERIAL_END: usize = 4;

/// The context of `labels.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct LabelsPage {
    /// The heading.
    title: String,
    /// How many labels there are, and what they are for.
    lead: String,
    /// The pages of many devices.
    chips: Vec<Chip>,
    /// The sizes of labels that one may choose.
    sizes: Vec<Size>,
    /// None where the site's address is not known.
    labels: Vec<Label>,
}

/// A size of labels; the style sheet `labels.css` knows each by its id.
#[derive(Clone, Debug, Default, Serialize)]
struct Size {
    /// By what the style sheet knows it.
    id: &'static str,
    /// How many a sheet, and how large.
    text: String,
}

/// One label.
#[derive(Clone, Debug, Default, Serialize)]
struct Label {
    /// Number of the device.
    id: String,
    /// Its model.
    model: String,
    /// The last characters of its serial number.
    serial: String,
    /// Where it stands.
    place: String,
    /// The code, drawn.
    qr_html: Html,
}

/// One page of labels.
pub(super) fn render(cx: &Cx<'_>, part: u32) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.devices.len();
    let first = (part as usize - 1) * LABELS;
    let devices = (first..(first + LABELS).min(count)).map(DeviceIx::new);
    let size = |id: &'static str, n: &str, size: &str| Size {
        id,
        text: cx.fill("label.size", &[("n", n), ("size", size)]),
    };
    let page = LabelsPage {
        title: cx.t("label.title").to_owned(),
        lead: cx.fill("label.lead", &[("n", &cx.format().count(count as u64))]),
        chips: chips(cx, part, count),
        sizes: vec![
            size("s24", "3 × 8", "70 × 37 mm"),
            size("s14", "2 × 7", "99.1 × 38.1 mm"),
            size("s40", "4 × 10", "52.5 × 29.7 mm"),
        ],
        labels: devices.filter_map(|ix| label(cx, ix)).collect(),
    };
    let head = Head {
        title: page.title.clone(),
        description: page.lead.clone(),
        tab: "devices",
        crumbs: vec![cx.crumb(Page::DeviceIndex, cx.t("nav.devices"))],
    };
    cx.fill_template("labels.html", &head, &page)
}

fn chips(cx: &Cx<'_>, part: u32, count: usize) -> Vec<Chip> {
    let parts = count.div_ceil(LABELS);
    if parts < 2 {
        return Vec::new();
    }
    let chip = |n: u32| {
        let (from, to) = ((n as usize - 1) * LABELS + 1, (n as usize * LABELS).min(count));
        Chip { href: cx.href(Page::Labels(n)), text: format!("{from}–{to}"), current: n == part }
    };
    (1..=parts as u32).map(chip).collect()
}

fn label(cx: &Cx<'_>, ix: DeviceIx) -> Option<Label> {
    let records = &cx.catalog().records;
    let device = &records.devices[ix.index()];
    let id = device.id.as_str();
    let address = cx.published_with(Page::Search, &search::query("device", id))?;
    let model = device.model.as_ref().map(|id| match cx.catalog().index.model.get(&id.key()) {
        Some(&ix) => cx.name(&records.models[ix.index()].name).to_owned(),
        None => id.to_string(),
    });
    Some(Label {
        id: id.to_owned(),
        model: model.unwrap_or_default(),
        serial: device.serial.as_deref().map(end_of).unwrap_or_default(),
        place: device::place_name(cx, device).unwrap_or_default().to_owned(),
        qr_html: qr::svg(&address, &cx.fill("label.code", &[("id", id)])),
    })
}

/// The end of a serial number, told as one where something stands before it.
fn end_of(serial: &str) -> String {
    let before = serial.chars().count().saturating_sub(SERIAL_END);
    let end: String = serial.chars().skip(before).collect();
    match before {
        0 => end,
        _ => format!("…{}", end.trim_start_matches(|c: char| !c.is_alphanumeric())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_repeats_the_end_of_a_serial_number() {
        assert_eq!(end_of("FS700-2403-0117"), "…0117");
        assert_eq!(end_of("0117"), "0117");
        assert_eq!(end_of("LW25-B-114"), "…114");
        assert_eq!(end_of("编号甲乙丙丁戊"), "…乙丙丁戊");
        assert_eq!(end_of(""), "");
    }
}
