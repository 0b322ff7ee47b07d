//! What was taken out of stored events, on disk.

use serde::{Deserialize, Serialize};

use super::is_nought;
use crate::removed::Removed;

#[derive(Default, Serialize, Deserialize)]
pub(super) struct RemovedDisk {
    #[serde(default, skip_serializing_if = "is_nought")]
    erased: u64,
    #[serde(default, skip_serializing_if = "is_nought")]
    expired: u64,
}

impl RemovedDisk {
    pub(super) fn of(removed: Removed) -> Self {
        Self {
            erased: removed.erased,
            expired: removed.expired,
        }
    }

    pub(super) fn removed(&self) -> Removed {
        Removed {
            erased: self.erased,
            expired: self.expired,
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.removed() == Removed::default()
    }
}
