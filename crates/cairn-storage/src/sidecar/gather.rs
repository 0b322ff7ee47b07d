//! From a run's rows, in its order, to columns of codes.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use cairn_core::event::{PropertyRef, Trust};
use cairn_core::id::PersonKey;
use cairn_core::session::{DEFAULT_GAP, Visit};
use cairn_core::value::ValueRef;

use super::codes::{BLOCK_ROWS, Codes};
use super::column::{Column, ColumnOf, Unpacked, write_origin};
use crate::block::Block;
use crate::entry::{Writer, write_value};
use crate::origin_reader::origin_of;
use crate::property_columns::Place;

/// A property with more values than this has no column …
const MOST_WORDS: usize = 1 << 16;
/// … nor one whose values take more bytes.
const MOST_BYTES: usize = 4 << 20;
/// Where all together would take more memory while they are gathered, the largest loses its column.
const MOST_BYTES_OF_ALL: usize = 192 << 20;
/// About as much memory does a value take beside its bytes, which are kept twice.
const WORD_BYTES: usize = 128;
/// Properties that come after so many others have no column.
const MOST_COLUMNS: usize = 256;

/// Takes a run's rows in their order.
#[derive(Default)]
pub(super) struct Gatherer {
    places: HashMap<ColumnOf, usize>,
    columns: Vec<Open>,
    /// Where the names of the row before lay, in the order of their coming: the next row mostly has the same.
    before: Vec<usize>,
    unpacked: Unpacked,
    rows: usize,
    bytes: usize,
    scratch: Writer,
    last: Option<LastVisit>,
}

/// The row before of those that make sessions.
struct LastVisit {
    placed: PersonKey,
    visit: Visit,
}

/// A column that is being gathered.
struct Open {
    of: ColumnOf,
    numbers: HashMap<Box<[u8]>, u32>,
    words: Vec<Box<[u8]>>,
    bytes: usize,
    /// Of the rows of the block at hand.
    codes: Vec<(u16, u32)>,
    blocks: Vec<Option<Arc<Codes>>>,
    /// The code of the last row that had a value.
    last: Option<u32>,
    /// It has too many values to be packed.
    is_given_up: bool,
}

impl Gatherer {
    /// Adds what a row says, whose visit is known.
    pub(super) fn add(&mut self, block: &Block, row: usize, visit: &Visit) {
        let mut nth = 0;
        for (name, value) in block.properties(row) {
            self.add_value(nth, (Place::Properties, name), value);
            nth += 1;
        }
        for (path, value) in block.context_under(row, "") {
            self.add_value(nth, (Place::Context, path), value);
            nth += 1;
        }
        self.before.truncate(nth);
        if block.value(row).is_none()
            && let Some(currency) = block.currency(row)
        {
            self.scratch.clear();
            write_value(&mut self.scratch, ValueRef::String(currency.code()));
            self.add_own(ColumnOf::Currency);
        }
        if self.may_begin_session(block.placed_key(row), visit) {
            self.scratch.clear();
            write_origin(&mut self.scratch, &origin_of(block, row));
            self.add_own(ColumnOf::Origin);
        }
        self.rows += 1;
        if self.rows.is_multiple_of(BLOCK_ROWS) {
            self.end_block(BLOCK_ROWS);
        }
    }

    /// Whether no row before it shows that it goes on with a session: of the same visitor, within the gap, and the row
    /// carries no campaign by which a session could end.
    fn may_begin_session(&mut self, placed: Option<PersonKey>, visit: &Visit) -> bool {
        let Some(placed) = placed else { return false };
        if visit.trust != Trust::Client || visit.visitor.is_none() {
            return false;
        }
        let goes_on = self.last.as_ref().is_some_and(|last| {
            let is_near = || {
                let limit = last.visit.time.micros().checked_add(DEFAULT_GAP.micros());
                limit.is_some_and(|limit| visit.time.micros() <= limit)
            };
            last.placed == placed && last.visit.visitor == visit.visitor && is_near()
        });
        let begins = !goes_on || visit.campaign.is_some();
        self.last = Some(LastVisit {
            placed,
            visit: *visit,
        });
        begins
    }

    fn add_value(&mut self, nth: usize, (place, name): (Place, &str), value: ValueRef<'_>) {
        let is_it = |column: &Open| match (place, &column.of) {
            (Place::Properties, ColumnOf::Property(PropertyRef::Property(known)))
            | (Place::Context, ColumnOf::Property(PropertyRef::Context(known))) => known == name,
            _ => false,
        };
        let before = self.before.get(nth).copied();
        let place = match before.filter(|place| self.columns.get(*place).is_some_and(is_it)) {
            Some(place) => place,
            None => {
                let property = match place {
                    Place::Properties => PropertyRef::Property(name.to_owned()),
                    Place::Context => PropertyRef::Context(name.to_owned()),
                };
                // A name without a place has one here all the same, so that the names after it are found again.
                self.place(ColumnOf::Property(property))
                    .unwrap_or(usize::MAX)
            }
        };
        if nth < self.before.len() {
            self.before[nth] = place;
        } else {
            self.before.push(place);
        }
        if self
            .columns
            .get(place)
            .is_none_or(|column| column.is_given_up)
        {
            return;
        }
        self.scratch.clear();
        write_value(&mut self.scratch, value);
        self.add_scratch(place);
    }

    fn add_own(&mut self, of: ColumnOf) {
        if let Some(place) = self.place(of) {
            self.add_scratch(place);
        }
    }

    /// The place of a column, new or known; `None` of one that comes after too many.
    fn place(&mut self, of: ColumnOf) -> Option<usize> {
        if let Some(place) = self.places.get(&of) {
            return Some(*place);
        }
        if matches!(of, ColumnOf::Property(_)) && self.columns.len() >= MOST_COLUMNS {
            self.unpacked.note(of);
            return None;
        }
        let place = self.columns.len();
        self.columns.push(Open {
            of: of.clone(),
            numbers: HashMap::new(),
            words: Vec::new(),
            bytes: 0,
            codes: Vec::new(),
            blocks: Vec::new(),
            last: None,
            is_given_up: false,
        });
        self.places.insert(of, place);
        Some(place)
    }

    /// Gives the row at hand the value that was written aside.
    fn add_scratch(&mut self, place: usize) {
        let column = &mut self.columns[place];
        if column.is_given_up {
            return;
        }
        let word = self.scratch.as_bytes();
        let last = column
            .last
            .filter(|last| *column.words[*last as usize] == *word);
        let code = match last.or_else(|| column.numbers.get(word).copied()) {
            Some(code) => code,
            None => {
                let is_too_much =
                    column.words.len() >= MOST_WORDS || column.bytes + word.len() > MOST_BYTES;
                if is_too_much {
                    self.bytes -= column.give_up();
                    return;
                }
                column.bytes += word.len();
                self.bytes += word.len() + WORD_BYTES;
                column.number(word)
            }
        };
        column.last = Some(code);
        let row = u16::try_from(self.rows % BLOCK_ROWS).unwrap_or(u16::MAX);
        column.codes.push((row, code));
        if self.bytes > MOST_BYTES_OF_ALL {
            self.give_up_largest();
        }
    }

    /// Frees the memory of the column that takes most; of equals of the first.
    fn give_up_largest(&mut self) {
        let columns = self.columns.iter_mut().rev();
        if let Some(largest) = columns.max_by_key(|column| column.memory()) {
            self.bytes -= largest.give_up();
        }
    }

    fn end_block(&mut self, rows: usize) {
        let ended = self.rows.div_ceil(BLOCK_ROWS);
        for column in &mut self.columns {
            let codes = std::mem::take(&mut column.codes);
            if codes.is_empty() || column.is_given_up {
                continue;
            }
            column.blocks.resize(ended - 1, None);
            column.blocks.push(Some(Arc::new(Codes::of(&codes, rows))));
            // The next block's rows have about as many.
            column.codes = codes;
            column.codes.clear();
        }
    }

    /// The columns, by what they are about; and which properties have none.
    pub(super) fn finish(mut self) -> (Vec<Column>, Unpacked) {
        let rest = self.rows % BLOCK_ROWS;
        if rest > 0 {
            self.end_block(rest);
        }
        let ended = self.rows.div_ceil(BLOCK_ROWS);
        let mut columns = Vec::new();
        for mut column in self.columns {
            if column.is_given_up {
                self.unpacked.note(column.of);
                continue;
            }
            column.blocks.resize(ended, None);
            columns.push(Column {
                of: column.of,
                words: column.words,
                decoded: OnceLock::new(),
                blocks: column.blocks,
            });
        }
        columns.sort_by(|one, other| one.of.cmp(&other.of));
        (columns, self.unpacked)
    }
}

impl Open {
    /// Numbers a new value.
    fn number(&mut self, word: &[u8]) -> u32 {
        let code = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), code);
        self.words.push(word.into());
        code
    }

    /// About how many bytes of memory its values take.
    fn memory(&self) -> usize {
        self.bytes + self.words.len() * WORD_BYTES
    }

    /// Forgets all values; gives how many bytes these took.
    fn give_up(&mut self) -> usize {
        let freed = self.memory();
        self.is_given_up = true;
        self.numbers = HashMap::new();
        self.words = Vec::new();
        self.codes = Vec::new();
        self.blocks = Vec::new();
        self.last = None;
        self.bytes = 0;
        freed
    }
}
