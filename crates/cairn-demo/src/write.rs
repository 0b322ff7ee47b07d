//! The log as CSV.

use std::io::Write;

use cairn_core::money::{MoneyError, decimal_text};

use crate::journey::Journeys;
use crate::plan::ShopPlan;
use crate::row::{ShopRow, rows_of};
use crate::truth::Truth;

const HEADER: [&str; 12] = [
    "message_id",
    "event",
    "event_time",
    "user_id",
    "path",
    "channel",
    "device",
    "country",
    "category",
    "value",
    "currency",
    "order_id",
];

/// Why a log can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The writer failed.
    #[error("the log can't be written: {0}")]
    Csv(#[from] csv::Error),
    /// The writer failed on its last bytes.
    #[error("the log can't be written: {0}")]
    Io(#[from] std::io::Error),
    /// A country pays in a currency that does not exist.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Writes the log with a header line and returns its truth, counted from each person's plan before the
/// person's rows are written. Times are RFC 3339 in UTC, amounts decimal.
pub fn write_csv(plan: &ShopPlan, out: impl Write) -> Result<Truth, WriteError> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADER)?;
    let mut truth = Truth::empty(plan);
    for journey in Journeys::of(plan) {
        truth.add(&journey);
        for row in rows_of(plan.seed(), &journey) {
            write_row(&mut csv, &row?)?;
        }
    }
    csv.flush()?;
    Ok(truth)
}

fn write_row<W: Write>(csv: &mut csv::Writer<W>, row: &ShopRow) -> Result<(), csv::Error> {
    let amount = row.value.map(|money| {
        let text = decimal_text(i128::from(money.minor), money.currency);
        (text, money.currency.code())
    });
    let (value, currency) = amount.unwrap_or_default();
    csv.write_record([
        row.message_id.as_str(),
        row.event,
        &row.event_time.to_string(),
        row.user_id.as_deref().unwrap_or_default(),
        &row.path,
        row.channel,
        row.device,
        row.country,
        row.category.unwrap_or_default(),
        &value,
        currency,
        row.order_id.as_deref().unwrap_or_default(),
    ])
}

#[cfg(test)]
mod tests;
