//! What a site's people have defined.

use std::collections::BTreeMap;

use cairn_core::goal::Goal;
use cairn_core::id::GoalId;
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
    /// The one of these that matters most, if one was chosen.
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
}
