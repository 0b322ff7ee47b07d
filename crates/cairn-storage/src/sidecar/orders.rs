//! The orders that rows of a segment name.

use cairn_core::id::{EventId, PersonKey};

use crate::entry::{Malformed, Reader, Writer};

/// By row, ascending: the order's key, and the id of the event, by which an order's first is told from the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OrderColumn {
    rows: Vec<u32>,
    orders: Vec<(PersonKey, EventId)>,
}

impl OrderColumn {
    /// Of orders with their rows, which ascend.
    pub(super) fn of(orders: impl Iterator<Item = (u32, (PersonKey, EventId))>) -> Self {
        let (rows, orders) = orders.unzip();
        Self { rows, orders }
    }

    pub(super) fn get(&self, row: u32) -> Option<(PersonKey, EventId)> {
        let at = self.rows.binary_search(&row).ok()?;
        self.orders.get(at).copied()
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.rows.as_slice()) + size_of_val(self.orders.as_slice())
    }

    pub(super) fn write(&self, bytes: &mut Writer) {
        bytes.unsigned(self.rows.len() as u64);
        bytes.array_of(self.rows.iter().map(|row| row.to_le_bytes()));
        for (order, event) in &self.orders {
            bytes.wide(order.0);
            bytes.wide(event.0);
        }
    }

    /// Of a segment with so many rows.
    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Result<Self, Malformed> {
        const FAULT: Malformed = Malformed("its orders do not fit its rows");
        let count = usize::try_from(reader.unsigned()?).map_err(|_| FAULT)?;
        let of = reader.array_of(count, u32::from_le_bytes)?;
        if !of.is_sorted_by(|a, b| a < b) || of.last().is_some_and(|row| *row as usize >= rows) {
            return Err(FAULT);
        }
        let mut orders = Vec::with_capacity(of.len());
        for _ in 0..of.len() {
            orders.push((PersonKey(reader.wide()?), EventId(reader.wide()?)));
        }
        Ok(Self { rows: of, orders })
    }
}
