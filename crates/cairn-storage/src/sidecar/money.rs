//! The money of a segment's rows that carry some.

use cairn_core::money::{Currency, Money};

use crate::entry::{Malformed, Reader, Writer};

/// Amounts by row, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MoneyColumn {
    rows: Vec<u32>,
    minor: Vec<i64>,
    currencies: Vec<Currency>,
}

impl MoneyColumn {
    /// Of amounts with their rows, which ascend.
    pub(super) fn of(amounts: impl Iterator<Item = (u32, Money)>) -> Self {
        let mut column = Self::default();
        for (row, money) in amounts {
            column.rows.push(row);
            column.minor.push(money.minor);
            column.currencies.push(money.currency);
        }
        column
    }

    pub(super) fn get(&self, row: u32) -> Option<Money> {
        let at = self.rows.binary_search(&row).ok()?;
        Some(Money {
            minor: self.minor[at],
            currency: self.currencies[at],
        })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.rows.as_slice())
            + size_of_val(self.minor.as_slice())
            + size_of_val(self.currencies.as_slice())
    }

    pub(super) fn write(&self, bytes: &mut Writer) {
        bytes.unsigned(self.rows.len() as u64);
        bytes.array_of(self.rows.iter().map(|row| row.to_le_bytes()));
        bytes.array_of(self.minor.iter().map(|minor| minor.to_le_bytes()));
        for currency in &self.currencies {
            bytes.raw(currency.code().as_bytes());
        }
    }

    /// Of a segment with so many rows.
    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Result<Self, Malformed> {
        const FAULT: Malformed = Malformed("its money does not fit its rows");
        let count = usize::try_from(reader.unsigned()?).map_err(|_| FAULT)?;
        let of = reader.array_of(count, u32::from_le_bytes)?;
        let minor = reader.array_of(count, i64::from_le_bytes)?;
        let codes = reader.array_of(count, |code: [u8; 3]| code)?;
        let currency = |code: &[u8; 3]| {
            let code = std::str::from_utf8(code).map_err(|_| FAULT)?;
            Currency::parse(code).map_err(|_| FAULT)
        };
        let currencies = codes.iter().map(currency).collect::<Result<_, _>>()?;
        if !of.is_sorted_by(|a, b| a < b) || of.last().is_some_and(|row| *row as usize >= rows) {
            return Err(FAULT);
        }
        Ok(Self {
            rows: of,
            minor,
            currencies,
        })
    }
}
