//! What is saved beside goals, and by which ids.

use std::fmt;

use cairn_core::id::{FunnelId, IdError, PopulationId};

/// What is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedKind {
    /// A funnel.
    Funnel,
    /// A population.
    Population,
}

/// Something saved, by what it is and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedId {
    /// A funnel.
    Funnel(FunnelId),
    /// A population.
    Population(PopulationId),
}

impl SavedKind {
    /// What the store, the addresses and the commands call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Funnel => "funnel",
            Self::Population => "population",
        }
    }

    pub(crate) fn id(self, text: &str) -> Result<SavedId, IdError> {
        match self {
            Self::Funnel => FunnelId::new(text).map(SavedId::Funnel),
            Self::Population => PopulationId::new(text).map(SavedId::Population),
        }
    }
}

impl SavedId {
    /// What it is of.
    pub fn kind(&self) -> SavedKind {
        match self {
            Self::Funnel(_) => SavedKind::Funnel,
            Self::Population(_) => SavedKind::Population,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Funnel(id) => id.as_str(),
            Self::Population(id) => id.as_str(),
        }
    }
}

impl fmt::Display for SavedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for SavedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
