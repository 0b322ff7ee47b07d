//! Why there can't be a demo shop.

use cairn_core::time::UnknownZone;

/// Why there can't be a demo shop.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The end is no day that a shop's days can lie before.
    #[error(
        "`{0}` is not a day that the demo shop can end before: write a date such as 2026-01-31"
    )]
    Until(String),
    /// Its time zone is not in the data compiled into the program.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// The writer failed.
    #[error("the demo shop's events can't be written: {0}")]
    Write(#[from] std::io::Error),
    /// An event can't be put into JSON.
    #[error("the demo shop's events can't be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The shop's currency does not exist.
    #[error(transparent)]
    Money(#[from] cairn_core::money::MoneyError),
}
