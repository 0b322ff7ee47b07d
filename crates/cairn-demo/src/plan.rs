//! What a shop's log is made from.

use cairn_core::time::Time;

/// The seed and size of a shop's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShopPlan {
    seed: u64,
    persons: u32,
    days: u32,
    rows: u64,
}

/// Why a plan can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Too few or too many persons.
    #[error("a shop needs 1 to {most} persons", most = ShopPlan::MOST_PERSONS)]
    Persons,
    /// Too few or too many days.
    #[error("a shop is open for {least} to {most} days", least = ShopPlan::LEAST_DAYS, most = ShopPlan::MOST_DAYS)]
    Days,
    /// Rows per person out of bounds.
    #[error("a shop has {least} to {most} rows per person on average", least = ShopPlan::LEAST_ROWS_PER_PERSON, most = ShopPlan::MOST_ROWS_PER_PERSON)]
    RowsPerPerson,
}

impl ShopPlan {
    /// The first instant of the log: 2026-01-01T00:00:00Z, a Thursday.
    pub const START: Time = Time::from_micros(1_767_225_600_000_000);
    /// The fewest days; the longest planned journey takes most of them.
    pub const LEAST_DAYS: u32 = 30;
    /// The most days: ten years.
    pub const MOST_DAYS: u32 = 3_650;
    /// The most persons.
    pub const MOST_PERSONS: u32 = 100_000_000;
    /// Below it there would be no room for page views beside the funnel's steps.
    pub const LEAST_ROWS_PER_PERSON: u64 = 5;
    /// More would not look like persons.
    pub const MOST_ROWS_PER_PERSON: u64 = 1_000;

    /// A plan for about `rows` rows. Page views per person are heavy-tailed, so the number is met within a
    /// few percent for thousands of persons and better for more.
    pub fn new(seed: u64, persons: u32, days: u32, rows: u64) -> Result<Self, PlanError> {
        if !(1..=Self::MOST_PERSONS).contains(&persons) {
            return Err(PlanError::Persons);
        }
        if !(Self::LEAST_DAYS..=Self::MOST_DAYS).contains(&days) {
            return Err(PlanError::Days);
        }
        let per_person = Self::LEAST_ROWS_PER_PERSON..=Self::MOST_ROWS_PER_PERSON;
        if !per_person.contains(&(rows / u64::from(persons))) {
            return Err(PlanError::RowsPerPerson);
        }
        Ok(Self {
            seed,
            persons,
            days,
            rows,
        })
    }

    /// The seed of all drawing.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Number of planned persons, those without an id included.
    pub fn persons(&self) -> u32 {
        self.persons
    }

    /// Number of days from [`ShopPlan::START`]; no event lies outside of them.
    pub fn days(&self) -> u32 {
        self.days
    }

    /// Number of rows aimed at.
    pub fn rows_aimed_at(&self) -> u64 {
        self.rows
    }
}

#[cfg(test)]
mod tests;
