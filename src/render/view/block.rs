//! What stands in a section, block by block. A section of a document is made of these
//! values, so that a page, a workbook and a printed document say the same.

use super::{Cells, FigureView, Html, Table};
use crate::render::escape;

/// One block.
#[derive(Clone, Debug)]
pub enum Block {
    /// A smaller heading.
    Heading(String),
    /// What stands in place of something that is not there.
    Note(String),
    /// A remark on what stands above it.
    Remark(Html),
    /// Labels and values in a box.
    Cells(Cells),
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Box<FigureView>),
    /// Two columns where there is room.
    Beside(Blocks, Blocks),
    /// Ways on, which only a page has.
    Ways(Html),
}

/// Blocks in order.
#[derive(Clone, Debug, Default)]
pub struct Blocks(Vec<Block>);

impl Blocks {
    /// No blocks.
    pub fn new() -> Self {
        Self::default()
    }

    /// A note.
    pub fn note(text: &str) -> Self {
        Block::Note(text.to_owned()).into()
    }

    /// A remark in small type.
    pub fn remark(text: &str) -> Self {
        Block::Remark(Html::text(text)).into()
    }

    /// Ways on.
    pub fn ways(html: Html) -> Self {
        Block::Ways(html).into()
    }

    /// A smaller heading with what stands below it; nothing where that is nothing.
    pub fn under(heading: &str, below: impl Into<Self>) -> Self {
        let below = below.into();
        if below.is_empty() {
            return below;
        }
        Self::from(Block::Heading(heading.to_owned())).and(below)
    }

    /// Two pieces side by side where there is room; one alone takes it all.
    pub fn beside(left: impl Into<Self>, right: impl Into<Self>) -> Self {
        let (left, right) = (left.into(), right.into());
        if left.is_empty() || right.is_empty() {
            return left.and(right);
        }
        Block::Beside(left, right).into()
    }

    /// The same with more below it.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.push(more);
        self
    }

    /// Adds below.
    pub fn push(&mut self, more: impl Into<Self>) {
        self.0.extend(more.into().0);
    }

    /// True without a block.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The blocks in order.
    pub fn iter(&self) -> impl Iterator<Item = &Block> {
        self.0.iter()
    }

    /// The blocks as HTML.
    pub fn html(&self) -> Html {
        let mut out = String::new();
        for block in &self.0 {
            block.push_html(&mut out);
        }
        Html(out)
    }
}

impl Block {
    fn push_html(&self, out: &mut String) {
        match self {
            Self::Heading(text) => out.push_str(&format!("<h3>{}</h3>", escape::text(text))),
            Self::Note(text) => {
                out.push_str(&format!("<p class=\"note\">{}</p>", escape::text(text)));
            }
            Self::Remark(html) => out.push_str(&format!("<p class=\"fig__n\">{}</p>", html.0)),
            Self::Cells(cells) => out.push_str(&cells.boxed().0),
            Self::Table(table) => out.push_str(&table.html().0),
            Self::Figure(figure) => out.push_str(&figure.finish().0),
            Self::Beside(left, right) => out.push_str(&Html::beside(&left.html(), &right.html()).0),
            Self::Ways(html) => out.push_str(&format!("<p class=\"more\">{}</p>", html.0)),
        }
    }
}

impl From<Block> for Blocks {
    fn from(block: Block) -> Self {
        Self(vec![block])
    }
}

impl From<Blocks> for Html {
    fn from(blocks: Blocks) -> Self {
        blocks.html()
    }
}

impl From<Vec<Block>> for Blocks {
    fn from(blocks: Vec<Block>) -> Self {
        Self(blocks)
    }
}

impl From<FigureView> for Blocks {
    fn from(figure: FigureView) -> Self {
        Block::Figure(Box::new(figure)).into()
    }
}

impl From<Cells> for Blocks {
    /// No block without a cell.
    fn from(cells: Cells) -> Self {
        if cells.is_empty() { Self::default() } else { Block::Cells(cells).into() }
    }
}

impl From<Table> for Blocks {
    /// No block without a row.
    fn from(table: Table) -> Self {
        if table.is_empty() { Self::default() } else { Block::Table(table).into() }
    }
}

impl<B: Into<Blocks>> From<Option<B>> for Blocks {
    fn from(block: Option<B>) -> Self {
        block.map(Into::into).unwrap_or_default()
    }
}

impl Table {
    /// The table, or where it has no rows a note that says what would fill it.
    pub fn or_noted(self, note: &str) -> Blocks {
        if self.is_empty() { Blocks::note(note) } else { self.into() }
    }
}
