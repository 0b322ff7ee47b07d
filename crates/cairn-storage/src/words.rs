//! A dictionary column of text.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, StringArray};

/// Text of which each value is kept once.
pub(crate) struct Words {
    codes: DictionaryArray<Int32Type>,
    words: StringArray,
}

impl Words {
    /// Takes a column apart; `None` if it is not of the run's format.
    pub(crate) fn of(column: &ArrayRef) -> Option<Self> {
        let codes = column.as_dictionary_opt::<Int32Type>()?.clone();
        let words = codes.values().as_string_opt::<i32>()?.clone();
        Some(Self { codes, words })
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes.key(row)?;
        Some(self.words.value(code))
    }

    /// Whether no row has any.
    pub(crate) fn is_empty(&self) -> bool {
        self.codes.null_count() == self.codes.len()
    }
}
