//! The demo shop's site.

/// The zone its days are cut in.
pub(super) const TIMEZONE: &str = "Europe/Berlin";
/// The currency it sells in.
pub(super) const CURRENCY: &str = "EUR";
/// How many people come.
pub(super) const PEOPLE: u32 = 30_000;
/// For how many days it is told of.
pub(super) const DAYS: u32 = 120;
