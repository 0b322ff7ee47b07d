//! What a block of rows has of one column: the rows that have a value, and by code which.

use super::bits::Bits;
use super::packed::{Packed, words_for};
use crate::entry::{Malformed, Reader, Writer};

/// Columns are cut after every so many rows of a run, wherever its segments end.
pub(crate) const BLOCK_ROWS: usize = 1 << 16;

/// Codes need so many bits at most.
const MOST_BITS: u32 = 32;

/// By the rows of a block, counted from its first: the code of those that have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Codes {
    having: Having,
    /// Of the rows that have one, in their order.
    codes: Packed,
}

/// Which rows have a value, as it takes the fewest bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Having {
    /// The first so many, which are all.
    Every(usize),
    Bits(Bits),
    /// Those listed, ascending.
    Listed(Vec<u16>),
}

impl Codes {
    /// Of codes with their rows, ascending, in a block of so many rows.
    pub(super) fn of(codes: &[(u16, u32)], rows: usize) -> Self {
        let most = codes.iter().map(|(_, code)| *code).max().unwrap_or(0);
        let bits = u32::BITS - most.leading_zeros();
        let having = if codes.len() == rows {
            Having::Every(rows)
        } else if codes.len() * 16 >= rows {
            let set: Vec<u32> = codes.iter().map(|(row, _)| u32::from(*row)).collect();
            Having::Bits(Bits::of(&set, rows))
        } else {
            Having::Listed(codes.iter().map(|(row, _)| *row).collect())
        };
        let packed = Packed::of(codes.iter().map(|(_, code)| u64::from(*code)), bits);
        Self {
            having,
            codes: packed,
        }
    }

    /// The code of a row; `None` if it has no value, or the block has no such row.
    pub(crate) fn get(&self, row: usize) -> Option<u32> {
        let rank = match &self.having {
            Having::Every(rows) => (row < *rows).then_some(row)?,
            Having::Bits(bits) => (row < bits.len() && bits.get(row)).then(|| bits.rank(row))?,
            Having::Listed(rows) => rows.binary_search(&u16::try_from(row).ok()?).ok()?,
        };
        u32::try_from(self.codes.get(rank)).ok()
    }

    /// Whether they are those of a block of so many rows.
    pub(super) fn are_of(&self, rows: usize) -> bool {
        match &self.having {
            Having::Every(all) => *all == rows,
            Having::Bits(bits) => bits.len() == rows,
            Having::Listed(listed) => listed.last().is_none_or(|last| usize::from(*last) < rows),
        }
    }

    /// How many rows have a value.
    fn count(&self) -> usize {
        match &self.having {
            Having::Every(rows) => *rows,
            Having::Bits(bits) => bits.count(),
            Having::Listed(rows) => rows.len(),
        }
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        let having = match &self.having {
            Having::Every(_) => 0,
            Having::Bits(bits) => bits.bytes(),
            Having::Listed(rows) => size_of_val(rows.as_slice()),
        };
        size_of::<Self>() + having + self.codes.bytes()
    }

    /// As it is stored.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Writer::with_capacity(self.bytes() + 16);
        match &self.having {
            Having::Every(rows) => {
                bytes.byte(0);
                bytes.unsigned(*rows as u64);
            }
            Having::Bits(bits) => {
                bytes.byte(1);
                bytes.unsigned(bits.len() as u64);
                bits.write(&mut bytes);
            }
            Having::Listed(rows) => {
                bytes.byte(2);
                bytes.unsigned(rows.len() as u64);
                bytes.array_of(rows.iter().map(|row| row.to_le_bytes()));
            }
        }
        bytes.unsigned(u64::from(self.codes.bits()));
        bytes.array_of(self.codes.words().iter().map(|word| word.to_le_bytes()));
        bytes.into_bytes()
    }

    /// From what is stored, of a column with so many values. No bytes make it panic, then or when it is asked.
    pub(super) fn of_bytes(bytes: &[u8], known: u32) -> Result<Self, Malformed> {
        const FAULT: Malformed = Malformed("a column's codes do not fit its rows");
        let mut reader = Reader::of(bytes);
        let kind = reader.byte()?;
        let rows = usize::try_from(reader.unsigned()?).map_err(|_| FAULT)?;
        if rows > BLOCK_ROWS {
            return Err(FAULT);
        }
        let having = match kind {
            0 => Having::Every(rows),
            1 => Having::Bits(Bits::read(&mut reader, rows)?),
            2 => Having::Listed(reader.array_of(rows, u16::from_le_bytes)?),
            _ => return Err(FAULT),
        };
        if matches!(&having, Having::Listed(rows) if !rows.is_sorted_by(|a, b| a < b)) {
            return Err(FAULT);
        }
        let bits = u32::try_from(reader.unsigned()?).map_err(|_| FAULT)?;
        let mut read = Self {
            having,
            codes: Packed::of([].into_iter(), 0),
        };
        let count = read.count();
        if bits > MOST_BITS {
            return Err(FAULT);
        }
        let words = reader.array_of(words_for(count, bits), u64::from_le_bytes)?;
        reader.end()?;
        read.codes = Packed::of_words(words, count, bits).ok_or(FAULT)?;
        let are_known = (0..count).all(|at| read.codes.get(at) < u64::from(known));
        are_known.then_some(read).ok_or(FAULT)
    }
}

#[cfg(test)]
mod tests {
    use cairn_testkit::dice::Dice;

    use super::*;

    #[test]
    fn codes_come_back_from_memory_and_from_bytes() {
        for seed in 1..=300 {
            let mut dice = Dice::new(seed);
            let rows = 1 + dice.below(3_000);
            let (known, share) = (1 + dice.below(700), dice.pick(&[1, 4, 30, 95, 100]));
            let narrow = |number: usize| u32::try_from(number).unwrap();
            let mut expected = vec![None; rows];
            for code in &mut expected {
                *code = dice.percent(share).then(|| narrow(dice.below(known)));
            }
            let numbered = expected.iter().enumerate();
            let codes: Vec<(u16, u32)> = numbered
                .filter_map(|(row, code)| Some((u16::try_from(row).unwrap(), (*code)?)))
                .collect();
            let codes = Codes::of(&codes, rows);
            let bytes = codes.to_bytes();
            let read = Codes::of_bytes(&bytes, narrow(known)).unwrap();
            assert_eq!(read, codes, "seed {seed}");
            let told: Vec<Option<u32>> = (0..rows).map(|row| read.get(row)).collect();
            assert_eq!(told, expected, "seed {seed}");
            assert_eq!(read.get(rows), None);
            for bit in 0..bytes.len() * 8 {
                let mut spoiled = bytes.clone();
                spoiled[bit / 8] ^= 1 << (bit % 8);
                if let Ok(read) = Codes::of_bytes(&spoiled, narrow(known)) {
                    let told = (0..BLOCK_ROWS).step_by(97).filter_map(|row| read.get(row));
                    assert!(told.into_iter().all(|code| code < narrow(known)));
                }
                if seed > 20 {
                    break;
                }
            }
            for end in 0..bytes.len().min(200) {
                let _ = Codes::of_bytes(&bytes[..end], narrow(known));
            }
        }
    }
}
