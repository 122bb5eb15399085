//! The container that a workbook of Excel 97 to 2003 is: chains of sectors, and in them
//! the records of the sheets. `calamine` follows the chains and takes the sizes at their
//! word; a chain that runs in a circle, or a sheet that claims four thousand million
//! cells, would take all the memory there is, which nothing can catch. Both are looked
//! for here first. What the cells say is not known here.

use super::archive::Fault;
use std::collections::BTreeSet;

const HEADER: usize = 512;
/// Numbers of sectors from here on are marks and no sectors.
const MARKS: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const MINI_SECTOR: usize = 64;
/// Streams shorter than this lie in mini sectors.
const MINI_STREAM: usize = 4096;
/// Most cells that the sheets may span together; an empty one takes memory, too.
const MAX_CELLS: u64 = 30_000_000;

/// Looks through the container.
///
/// # Errors
/// Where it is damaged, or its sheets span too much.
pub(super) fn look_through(bytes: &[u8]) -> Result<(), Fault> {
    let container = Container::open(bytes).ok_or(Fault::Damaged)?;
    for name in ["Workbook", "Book"] {
        if let Some(stream) = container.stream(name)? {
            spans(&stream)?;
        }
    }
    Ok(())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

/// Sectors of one size, and which follows which.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    next: Vec<u32>,
}

impl Sectors<'_> {
    fn get(&self, id: u32) -> Option<&[u8]> {
        let from = (id as usize).checked_mul(self.size)?;
        let rest = self.bytes.get(from..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(self.size)])
    }

    /// True where no chain comes back to itself.
    fn are_sound(&self) -> bool {
        let mut seen_in = vec![0_u32; self.next.len()];
        for start in 0..self.next.len() {
            let (mut at, chain) = (start, start as u32 + 1);
            while let Some(seen) = seen_in.get_mut(at).filter(|seen| **seen == 0) {
                *seen = chain;
                at = self.next[at] as usize;
            }
            if seen_in.get(at) == Some(&chain) {
                return false;
            }
        }
        true
    }

    /// The bytes of a sound chain, up to a length.
    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), start);
        while at != END_OF_CHAIN && out.len() < length {
            let Some(sector) = self.get(at) else { break };
            out.extend_from_slice(&sector[..sector.len().min(length - out.len())]);
            let Some(next) = self.next.get(at as usize) else { break };
            at = *next;
        }
        out
    }
}

struct Container<'a> {
    sectors: Sectors<'a>,
    directory: Vec<u8>,
    /// The first mini sectors' chain, and how many sectors it has.
    minis: (u32, u32),
}

impl<'a> Container<'a> {
    /// `None` where the container itself is damaged.
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            0x0009 => 512,
            0x000c => 4096,
            _ => return None,
        };
        let body = bytes.get(size.max(HEADER)..)?;
        let mut sectors = Sectors { bytes: body, size, next: Vec::new() };
        let tables = table_sectors(bytes, &sectors)?;
        let parts: Option<Vec<&[u8]>> = tables.into_iter().map(|id| sectors.get(id)).collect();
        sectors.next = parts?.into_iter().flat_map(numbers).collect();
        if !sectors.are_sound() {
            return None;
        }
        let directory = sectors.chain(u32_at(bytes, 48)?, usize::MAX);
        Some(Self { sectors, directory, minis: (u32_at(bytes, 60)?, u32_at(bytes, 64)?) })
    }

    /// A stream by its name in the directory.
    fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let found = self.directory.chunks_exact(128).find(|entry| is_named(entry, name));
        let Some(entry) = found else { return Ok(None) };
        let (start, length) = place(entry).ok_or(Fault::Damaged)?;
        if length >= MINI_STREAM {
            return Ok(Some(self.sectors.chain(start, length)));
        }
        let (root, root_length) =
            self.directory.get(..128).and_then(place).ok_or(Fault::Damaged)?;
        let table = self.minis.1 as usize * self.sectors.size;
        let next = self.sectors.chain(self.minis.0, table);
        let bytes = self.sectors.chain(root, root_length);
        let minis = Sectors { bytes: &bytes, size: MINI_SECTOR, next: numbers(&next).collect() };
        if !minis.are_sound() {
            return Err(Fault::Damaged);
        }
        Ok(Some(minis.chain(start, length)))
    }
}

/// The sectors that hold the table of chains: the first 109 stand in the header, further
/// ones in sectors of their own, the last number of each of which leads to the next.
fn table_sectors(bytes: &[u8], sectors: &Sectors<'_>) -> Option<Vec<u32>> {
    let most = sectors.bytes.len() / sectors.size + 1;
    let mut tables: Vec<u32> = numbers(bytes.get(76..HEADER)?).collect();
    let mut further = u32_at(bytes, 68)?;
    for _ in 0..=most {
        if further >= MARKS {
            tables.retain(|id| *id < MARKS);
            return (tables.len() <= most).then_some(tables);
        }
        tables.extend(numbers(sectors.get(further)?));
        further = tables.pop()?;
    }
    None
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let letters = entry.chunks_exact(2).take(32).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let letters = letters.take_while(|letter| *letter != 0);
    String::from_utf16_lossy(&letters.collect::<Vec<_>>()).eq_ignore_ascii_case(name)
}

/// First sector and length of a directory entry.
fn place(entry: &[u8]) -> Option<(u32, usize)> {
    Some((u32_at(entry, 116)?, u32_at(entry, 120)? as usize))
}

const PASSWORD: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const ROW_OF_NUMBERS: u16 = 0x00bd;
/// Records of a single cell: number, label, rich text, yes or no, short number, shared
/// label, formula.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, 0x0006];

/// The records of a stream from a byte on: kind, contents, and where the next begins.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8], usize)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
        let body = stream.get(at + 4..at + 4 + usize::from(length))?;
        at += 4 + body.len();
        Some((kind, body, at))
    })
}

/// Looks whether the sheets lie beside each other and span what fits into memory.
fn spans(stream: &[u8]) -> Result<(), Fault> {
    let globals = || records(stream, 0).take_while(|(kind, ..)| *kind != END);
    if globals().any(|(kind, ..)| kind == PASSWORD) {
        // what the sheets say is not to be read, and will not be
        return Ok(());
    }
    let sheets = globals().filter(|(kind, ..)| *kind == BOUND_SHEET);
    let starts: Vec<u32> = sheets.filter_map(|(_, body, _)| u32_at(body, 0)).collect();
    let apart: BTreeSet<u32> = starts.iter().copied().collect();
    if apart.len() < starts.len() {
        return Err(Fault::Damaged);
    }
    let (mut reached, mut cells) = (0, 0_u64);
    for start in apart {
        if (start as usize) < reached {
            return Err(Fault::Damaged);
        }
        let sheet = Sheet::scan(stream, start as usize);
        reached = sheet.end;
        cells = cells.saturating_add(sheet.cells());
        if cells > MAX_CELLS {
            return Err(Fault::TooLarge);
        }
    }
    Ok(())
}

/// How far a sheet reaches.
#[derive(Default)]
struct Sheet {
    rows: u64,
    columns: u64,
    end: usize,
}

impl Sheet {
    fn scan(stream: &[u8], start: usize) -> Self {
        let mut sheet = Self { end: start, ..Self::default() };
        let mut depth = 0_usize;
        for (kind, body, end) in records(stream, start) {
            sheet.end = end;
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                _ if depth <= 1 => sheet.take(kind, body),
                _ => {}
            }
        }
        sheet
    }

    fn take(&mut self, kind: u16, body: &[u8]) {
        let short = |at| u16_at(body, at).map_or(0, u64::from);
        let last_column = match kind {
            DIMENSIONS if body.len() == 10 => return self.reach(short(2), short(6)),
            DIMENSIONS => {
                let rows = u32_at(body, 4).map_or(0, u64::from);
                return self.reach(rows, short(10));
            }
            ROW_OF_NUMBERS => short(body.len().saturating_sub(2)),
            _ if CELLS.contains(&kind) => short(2),
            _ => return,
        };
        self.reach(short(0) + 1, last_column + 1);
    }

    fn reach(&mut self, rows: u64, columns: u64) {
        self.rows = self.rows.max(rows);
        self.columns = self.columns.max(columns);
    }

    fn cells(&self) -> u64 {
        self.rows.saturating_mul(self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &[u8] = include_bytes!("../../../../tests/workbooks/log.xls");

    /// A stream with one sheet that holds these records.
    fn stream(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let record = |(kind, body): &(u16, Vec<u8>)| {
            [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
        };
        let start = 12_u32.to_le_bytes().to_vec();
        let globals = [(BOUND_SHEET, start), (END, Vec::new())];
        let end = [(END, Vec::new())];
        globals.iter().chain(records).chain(&end).flat_map(record).collect()
    }

    #[test]
    fn a_workbook_of_excel_97_is_sound() {
        assert_eq!(look_through(LOG), Ok(()));
        let container = Container::open(LOG).expect("sound");
        assert!(container.stream("workbook").expect("sound").is_some_and(|s| !s.is_empty()));
    }

    #[test]
    fn a_chain_in_a_circle_is_damage() {
        let mut bytes = LOG.to_vec();
        let table = HEADER + 512 * u32_at(LOG, 76).expect("a number") as usize;
        let directory = u32_at(LOG, 48).expect("a number");
        let entry = table + 4 * directory as usize;
        bytes[entry..entry + 4].copy_from_slice(&directory.to_le_bytes());
        assert_eq!(look_through(&bytes), Err(Fault::Damaged));
    }

    #[test]
    fn a_sheet_that_claims_more_than_fits_is_refused() {
        let far = [[0xff_u8; 4].to_vec(), vec![0; 10]].concat();
        assert_eq!(spans(&stream(&[(0x0203, far)])), Err(Fault::TooLarge));
        let mut dimensions = vec![0; 14];
        dimensions[4..8].copy_from_slice(&[0xff; 4]);
        dimensions[10..12].copy_from_slice(&[0xff; 2]);
        assert_eq!(spans(&stream(&[(DIMENSIONS, dimensions)])), Err(Fault::TooLarge));
        assert_eq!(spans(&stream(&[(0x0203, vec![9, 0, 9, 0])])), Ok(()));
    }
}
