//! The closed list of finding codes. A code is never given another meaning;
//! `docs/diagnostics.md` explains each one to the person who meets it.

use super::Severity;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! codes {
    ($($name:ident = $number:literal, $severity:ident, $title:literal;)*) => {
        /// A stable finding code such as `FB0201`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Code {
            $(#[doc = $title] $name = $number,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The severity a finding of this code usually has.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What the code is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    // 01xx: configuration, paths, usage
    ConfigUnreadable = 101, Stop, "the configuration cannot be read";
    ConfigSyntax = 102, Stop, "the configuration is not valid TOML";
    ConfigUnknownKey = 103, Stop, "an unknown key in the configuration";
    ConfigValue = 104, Stop, "a value in the configuration is not allowed";
    ConfigNoMatch = 105, Warning, "a configured path matches no file";
    NoInput = 106, Stop, "the project holds nothing to read";
    AudienceDateMoves = 109, Warning, "sites for customers have no fixed date";
    ConfigAbsent = 108, Note, "the project has no configuration";
    OutputRefused = 110, Stop, "the output folder may not be replaced";
    OutputWrite = 111, Stop, "the output cannot be written";
    BuildLocked = 112, Stop, "another build holds the lock";
    PathEscape = 113, Stop, "a path leads out of its folder";
    NameUnknown = 114, Stop, "a name on the command line is not known";
    RowRefused = 115, Stop, "a row cannot be added to a table";
    SecretsMissing = 116, Stop, "a site needs secrets that were not made";
    SecretsRefused = 117, Stop, "the file of secrets cannot be used";
    AccessRefused = 118, Stop, "secrets cannot be made or changed so";
    SecretsKept = 119, Note, "the secrets of readers were left in place";
    // 02xx: files and encodings
    FileUnreadable = 201, Error, "a file cannot be read";
    FileEmpty = 202, Error, "a file is empty";
    FileWrongFormat = 203, Error, "a file is of another format than its name says";
    EncodingUnknown = 204, Error, "a file's text encoding is not supported";
    EncodingGuessed = 205, Warning, "a file's text encoding was guessed";
    FileIgnored = 206, Note, "a file was left aside on purpose";
    SymlinkRefused = 207, Error, "a link in the file system is not followed";
    FileTooLarge = 208, Error, "a file or a cell is larger than allowed";
    SheetIgnored = 209, Warning, "sheets of a workbook were left aside";
    FileCopied = 210, Warning, "two logs are copies of each other";
    FileChanged = 211, Error, "a file changed while it was read";
    // 03xx: tables
    HeaderMissing = 301, Error, "a table has no usable header";
    HeaderDuplicate = 302, Error, "two columns have the same header";
    HeaderUnknown = 303, Warning, "a column is not known and kept as a note";
    HeaderRequired = 304, Error, "a column that is needed is missing";
    HeaderAmbiguous = 305, Note, "a column's meaning was decided from its values";
    TableStructure = 306, Error, "a table's quoting is broken";
    TableNoRows = 307, Warning, "a table has a header but no rows";
    RowLength = 310, Row, "a row has the wrong number of cells";
    RowUndecodable = 311, Row, "a row holds bytes of another encoding";
    RowControl = 312, Row, "an id holds control characters";
    RowNoStamp = 313, Row, "a row has no readable time";
    RowRepeatedHeader = 314, Row, "a row repeats the header";
    RowTotal = 315, Row, "a row looks like a total";
    RowQuoting = 316, Row, "a row has text after a closing quote";
    RowNoId = 317, Row, "a record has no id";
    RowPadded = 318, Warning, "a short row of a Markdown table was filled up";
    CellsMerged = 319, Note, "merged cells were read for each of their rows";
    // 04xx: values
    ValueDate = 401, Warning, "a date or time cannot be read";
    ValueNumber = 402, Warning, "a number cannot be read";
    ValueDuration = 403, Warning, "a duration cannot be read";
    ValueWord = 404, Warning, "a word is not one of the known ones";
    ValueExcelError = 405, Warning, "a cell holds an Excel error";
    ValueDigitsLost = 406, Warning, "Excel destroyed the digits of a number";
    DateOrderGuessed = 407, Warning, "the order of day and month was decided from the column";
    DateOrderUnknown = 408, Warning, "the order of day and month cannot be decided";
    DatesEarly = 409, Warning, "the dates of a log lie four years too early";
    StampOrder = 410, Warning, "two times are in the wrong order";
    StampFuture = 411, Warning, "a time lies after the build's date";
    StampOutlier = 412, Warning, "a time lies far after all others and was not used";
    DurationLong = 413, Warning, "a duration is longer than a year";
    // 05xx: records
    DuplicateRow = 501, Note, "equal rows in one file";
    DuplicateReexport = 502, Note, "a row was exported again in another file";
    TicketMerged = 503, Note, "a later row completed an earlier one";
    TicketConflict = 504, Warning, "two rows of one ticket contradict each other";
    IdCollision = 505, Stop, "two records have the same id";
    SlugCollision = 506, Stop, "two pages would have the same address";
    SlugReserved = 507, Stop, "a page's address is reserved";
    IdDerivedCollision = 508, Note, "an id made by a template was already taken";
    DeviceUnregistered = 510, Warning, "a device is not in the device table";
    DeviceMissing = 511, Note, "a record names no device";
    CodeUnknown = 512, Warning, "a fault code is not in the code table";
    SolutionUnknown = 513, Warning, "a solution named by a record does not exist";
    CustomerUnknown = 514, Warning, "a customer is not in the customer table";
    ModelUnknown = 515, Note, "a model is not in the model table";
    PartUnknown = 516, Note, "a part is not in the part table";
    DeviceNoStart = 517, Warning, "a device has no date from which it is observed";
    DeviceRetiredUsed = 518, Warning, "a retired device has later events";
    SerialShared = 519, Warning, "two devices have the same serial number";
    ResolvedUnexplained = 520, Note, "a resolved ticket names neither cause nor solution";
    FreeExpectedPaid = 521, Note, "a job was free although payment was expected";
    PaidExpectedFree = 522, Note, "a job was charged although it was expected to be free";
    PartNoCost = 523, Note, "a part has no unit cost";
    NotCalledBack = 524, Note, "a closed ticket was not called back within two days";
    RecordField = 525, Error, "a record lacks a field it cannot do without";
    IdsAlike = 526, Warning, "two ids differ only in leading zeros or letter forms";
    JobsAlike = 527, Warning, "two records may be one job";
    TicketShared = 528, Warning, "one ticket id stands at two devices";
    SolutionsSeveral = 529, Warning, "a record names several solutions";
    // 06xx: Markdown
    FrontMatterSyntax = 601, Error, "front matter cannot be read";
    FrontMatterUnclosed = 602, Error, "front matter is not closed";
    FrontMatterDuplicate = 603, Error, "front matter names a key twice";
    FrontMatterValue = 604, Warning, "a front-matter value cannot be used";
    LinkMissing = 610, Warning, "a link leads to nothing";
    AnchorMissing = 611, Warning, "a link's anchor does not exist";
    LinkRefused = 612, Warning, "a link's target is not allowed";
    ImageRemote = 613, Warning, "an image from another host is not shown";
    AttachmentMissing = 614, Warning, "an attachment does not exist";
    AttachmentRefused = 615, Warning, "an attachment's kind is not allowed";
    HtmlRemoved = 616, Note, "raw HTML was removed or cleaned";
    NestingTooDeep = 617, Error, "a document is nested too deeply";
    MarkdownUnreadable = 618, Error, "a Markdown document cannot be read";
    AudienceCrossed = 619, Stop, "a file of one customer would reach another";
    ArticleNames = 620, Warning, "an article for others names a customer or a device";
    ReferenceAmbiguous = 621, Warning, "a reference may mean several records";
    AdmonitionUnknown = 622, Warning, "a mark of a note or warning is not known";
    AttachmentDamaged = 623, Error, "a picture or PDF cannot be published";
    AttachmentPersonal = 624, Warning, "an attached file may name its author or a place";
    PdfAsItIs = 625, Warning, "a PDF is published as it is";
    PdfWithheld = 626, Error, "a PDF may not reach others than the department";
    TextTooLarge = 627, Error, "a text makes a page too large to be shown whole";
    // 07xx: rendering
    TemplateError = 701, Stop, "a template cannot be used";
    RenderError = 702, Error, "a page cannot be rendered";
    ThemeFile = 703, Stop, "a theme file cannot be used";
    TranslationMissing = 704, Warning, "a text has no translation";
    // 08xx: consistency
    Inconsistent = 801, Stop, "a figure does not add up (please report this)";
    ReportRestated = 802, Warning, "a report differs from what was frozen";
    FrozenUnusable = 803, Error, "a frozen report cannot be used";
    FrozenUnbuilt = 804, Note, "a frozen report is of a site that is not built";
    FreezeRefused = 805, Stop, "a report cannot be frozen";
    // 09xx: the search for leaks
    Leak = 901, Stop, "a site shows what belongs to somebody else";
    LeakUnsearched = 902, Warning, "a file could not be searched for leaks";
    LeakSiteUnknown = 903, Stop, "a site belongs to no customer of the project";
    LeakNothing = 904, Stop, "there is no site to search";
    // 10xx: documents as PDF
    PdfAbsent = 1001, Stop, "the program was built without PDF";
    FontsAbsent = 1002, Stop, "no font for PDF is found";
    LetterLacking = 1003, Stop, "the fonts lack a character";
    PdfRefused = 1004, Stop, "a PDF cannot be made";
    // 11xx: publishing
    PublishTarget = 1101, Stop, "a place to publish to cannot be used";
    PublishSecret = 1102, Stop, "a secret stands where everybody can read it";
    PublishRefused = 1103, Stop, "a publication is refused";
    PublishUnauthorised = 1104, Stop, "the host or the account is not accepted";
    PublishFailed = 1105, Stop, "a publication was cut";
    PublishVerify = 1106, Stop, "the host stores something else than it was sent";
    PublishLocked = 1107, Stop, "somebody else is publishing";
    PublishLeftover = 1108, Warning, "something was left behind at the host";
    PublishNames = 1109, Warning, "the host changes the names of files";
    PublishLive = 1110, Stop, "the web server hands out something else than was published";
    PublishVariants = 1111, Warning, "the web server does not hand out compressed variants";
    PublishOpenLine = 1112, Warning, "others can read what is sent to the host";
    // 12xx: serving
    ServeListen = 1201, Stop, "the server cannot listen";
    ServeWatch = 1202, Warning, "changes are looked for instead of being told";
    ServeMistake = 1203, Stop, "the project could not be rebuilt by a mistake of the program";
}

impl Code {
    /// The number behind `FB`.
    pub fn number(self) -> u16 {
        self as u16
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FB{:04}", self.number())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let number = text.strip_prefix("FB").and_then(|number| number.parse().ok());
        let known = number.and_then(|number: u16| Self::ALL.iter().find(|c| **c as u16 == number));
        known.copied().ok_or_else(|| D::Error::custom(format!("no finding has the code {text}")))
    }
}
