//! A calm sentence in place of a panic message: what happened, what did not, and
//! what to send to whom.

use super::console::{self, Stream};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

/// A mistake ends what is being done, but not the program.
static GOES_ON: AtomicBool = AtomicBool::new(false);

/// From now on a mistake ends what is being done, but not the program.
pub(super) fn goes_on() {
    GOES_ON.store(true, Ordering::Relaxed);
}

/// Replaces the standard panic message.
pub(super) fn install() {
    std::panic::set_hook(Box::new(|info| {
        // A damaged workbook or PDF that upsets its parser becomes a finding, not a crash.
        if !crate::model::guarded::is_guarded() {
            console::line(Stream::Err, &message(info));
        }
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let what = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no further words");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let ending = if GOES_ON.load(Ordering::Relaxed) {
        "faultbook has met a mistake of its own and goes on with what it had before."
    } else {
        "faultbook has met a mistake of its own and stopped. Every site is whole: either the \
         former one or the new one."
    };
    format!(
        "{ending}\nPlease report it to the maintainers with these lines and, \
         if you may share it, the file that led to it:\n  faultbook {} on {}: {what}\n  {place}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
    )
}
