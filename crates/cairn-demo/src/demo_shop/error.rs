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
    /// The end is a day to come.
    #[error("{until} lies after today ({today}): a shop has no events of days to come")]
    ToCome {
        /// The end that was asked for.
        until: String,
        /// The day in the shop's zone.
        today: String,
    },
    /// The site has another demo shop.
    #[error("the demo shop is there already with seed {seed}, until {until}")]
    AnotherShop {
        /// Its seed.
        seed: u64,
        /// The day after its last.
        until: String,
        /// The import that brought it in.
        import: String,
    },
    /// The site has events of something else.
    #[error("site `demo` holds events that are not the demo shop's")]
    OtherEvents,
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
