//! Plain values of the domain: ids, times, records, events, settings. No I/O, no
//! templates, no figures; what a record means lives here, what it adds up to
//! lives in `analyse`.

pub mod article;
pub mod artifact;
pub mod bilingual;
pub mod body;
pub mod events;
pub mod frozen;
pub(crate) mod guarded;
pub mod ids;
pub mod ledger;
pub mod markdown;
pub mod natural;
pub mod pdf;
pub mod personal;
pub mod picture;
pub mod project;
pub mod records;
pub mod settings;
pub mod slug;
pub mod text;
pub mod time;
pub mod words;

pub use article::{Article, Half, Lang, Section, SectionKind};
pub use artifact::{Artifact, Content, ContentHash, FileEntry, Sink, SinkError};
pub use body::Body;
pub use events::{Event, EventDraft, EventExtra, Events, PartUse, Pause};
pub use frozen::Frozen;
pub use ids::*;
pub use natural::natural_cmp;
pub use project::{Attachment, Project, RejectedRow, SourceReport, ThemeFiles};
pub use records::*;
pub use settings::Settings;
pub use slug::{Slug, slug};
pub use text::{Sym, TextPool};
pub use time::{Clock, Day, Instant, Month, Period, Stamp, Zone};
pub use words::*;
