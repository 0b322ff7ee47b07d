//! The metadata store: sites and the definitions people make, in SQLite. Only this crate speaks SQL.

mod error;
mod goals;
mod open;
mod sites;

pub use error::MetaError;
pub use goals::GoalVersion;
pub use open::MetaStore;
