//! Cells: where compacted runs lie. A cell is a month of event time and a prefix of person keys.
//!
//! Prefixes are whole hexadecimal digits, so they nest: the persons of `3f` are some of those of `3`, in every
//! month alike.

use std::fmt;
use std::path::{Path, PathBuf};

use cairn_core::id::PersonKey;
use cairn_core::time::Month;

use crate::partition::Partition;

/// Where a compacted run lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// Of all its events.
    pub(crate) month: Month,
    /// Of the keys of all its persons; events of nobody lie under the first.
    pub(crate) prefix: KeyPrefix,
}

/// The first digits of a person key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyPrefix {
    digits: u32,
    value: u32,
}

/// Digits of a prefix at most.
const MOST_DIGITS: u32 = 4;

const KEY_BITS: u32 = 128;

impl KeyPrefix {
    /// What all keys begin with.
    #[cfg(test)]
    pub(crate) const ALL: Self = Self {
        digits: 0,
        value: 0,
    };

    /// The first digits of a key; nobody's events go with the first persons.
    pub(crate) fn of(person: Option<PersonKey>, digits: u32) -> Self {
        let digits = digits.min(MOST_DIGITS);
        let key = person.map_or(0, |key| key.0);
        let value = key.checked_shr(KEY_BITS - 4 * digits).unwrap_or(0);
        Self {
            digits,
            value: u32::try_from(value).unwrap_or(0),
        }
    }

    /// How many digits a prefix needs so that about so many rows of `rows` share one.
    pub(crate) fn digits_for(rows: u64, rows_of_one: u64) -> u32 {
        let mut digits = 0;
        let mut rest = rows;
        while rest > rows_of_one.max(1) && digits < MOST_DIGITS {
            rest /= 16;
            digits += 1;
        }
        digits
    }

    /// How many digits it has.
    pub(crate) fn digits(self) -> u32 {
        self.digits
    }

    /// Whether some of a partition's persons may begin so.
    pub(crate) fn overlaps(self, partition: Partition) -> bool {
        let bits = KEY_BITS - 4 * self.digits;
        let least = u128::from(self.value).checked_shl(bits).unwrap_or(0);
        let width = 1_u128
            .checked_shl(bits)
            .map_or(u128::MAX, |width| width - 1);
        partition.overlaps(PersonKey(least), PersonKey(least | width))
    }

    /// Reads what [`fmt::Display`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = u32::try_from(text.len()).ok()?;
        let value = match text {
            "" => 0,
            _ => u32::from_str_radix(text, 16).ok()?,
        };
        let parsed = Self { digits, value };
        (digits <= MOST_DIGITS && parsed.to_string() == text).then_some(parsed)
    }
}

impl fmt::Display for KeyPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits {
            0 => Ok(()),
            digits => write!(f, "{:0width$x}", self.value, width = digits as usize),
        }
    }
}

impl Cell {
    /// The cell's folder in the folder of a site's runs.
    pub(crate) fn folder(self, runs: &Path) -> PathBuf {
        let month = runs.join(self.month.to_string());
        match self.prefix.digits {
            0 => month,
            _ => month.join(self.prefix.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partition::partitions;

    fn key(first: u128) -> Option<PersonKey> {
        Some(PersonKey(first << 120))
    }

    #[test]
    fn prefixes_are_the_first_digits() {
        let texts = [0, 1, 2].map(|digits| KeyPrefix::of(key(0x3f), digits).to_string());
        assert_eq!(texts, ["", "3", "3f"]);
        assert_eq!(KeyPrefix::of(None, 2).to_string(), "00");
        assert_eq!(KeyPrefix::of(key(0xff), 9).to_string(), "ff00");
    }

    #[test]
    fn only_what_is_written_is_read() {
        for text in ["", "0", "3f", "00", "ffff"] {
            assert_eq!(KeyPrefix::parse(text).unwrap().to_string(), text);
        }
        for text in ["3F", "g", "-1", "+1", "12345", "é"] {
            assert_eq!(KeyPrefix::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_is_read_by_the_partitions_of_its_persons() {
        let halves = partitions(2);
        let overlaps = |prefix: &str| {
            let prefix = KeyPrefix::parse(prefix).unwrap();
            [prefix.overlaps(halves[0]), prefix.overlaps(halves[1])]
        };
        assert_eq!(overlaps(""), [true, true]);
        assert_eq!(overlaps("0"), [true, false]);
        assert_eq!(overlaps("8"), [false, true]);
        assert_eq!(overlaps("ffff"), [false, true]);
        assert!(KeyPrefix::ALL.overlaps(Partition::ALL));
    }

    #[test]
    fn digits_grow_with_the_rows() {
        let digits = [0, 100, 101, 1_600, 1_616, u64::MAX].map(|n| KeyPrefix::digits_for(n, 100));
        assert_eq!(digits, [0, 0, 1, 1, 2, 4]);
    }
}
