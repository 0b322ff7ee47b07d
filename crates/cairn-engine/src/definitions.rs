//! What a site's people have defined.

use std::collections::BTreeMap;

use cairn_core::goal::Goal;
use cairn_core::id::{GoalId, PopulationId};
use cairn_core::population::Population;
use cairn_core::site::Site;

use crate::error::AskError;
use crate::nearest::nearest;

/// A site and its goals at one revision.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// The site.
    pub site: Site,
    /// Its goals.
    pub goals: BTreeMap<GoalId, Goal>,
    /// Its saved populations.
    pub populations: BTreeMap<PopulationId, Population>,
    /// The one of the goals that matters most, if one was chosen.
    pub north_star: Option<GoalId>,
    /// How many changes of definitions led here.
    pub revision: u64,
}

impl Definitions {
    /// A goal, or what to do instead.
    pub(crate) fn goal(&self, id: &GoalId) -> Result<&Goal, AskError> {
        self.goals.get(id).ok_or_else(|| {
            let known = self.goals.keys().map(|goal| goal.as_str());
            AskError::UnknownGoal {
                goal: id.clone(),
                nearest: nearest(id.as_str(), known).map(str::to_owned),
            }
        })
    }

    /// A saved population, or what to do instead.
    pub(crate) fn population(&self, id: &PopulationId) -> Result<&Population, AskError> {
        self.populations.get(id).ok_or_else(|| {
            let known = self.populations.keys().map(|id| id.as_str());
            AskError::UnknownPopulation {
                population: id.clone(),
                nearest: nearest(id.as_str(), known).map(str::to_owned),
            }
        })
    }
}
