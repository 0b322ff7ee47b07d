//! How long a live event is stored once, on disk.

use std::path::Path;

use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use crate::error::StorageError;
use crate::received_day::{DedupeWindow, WindowSince};

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct WindowDisk {
    days: u8,
    since_micros: i64,
}

impl WindowDisk {
    pub(super) fn of(longer: WindowSince) -> Self {
        Self {
            days: longer.window.days(),
            since_micros: longer.since.micros(),
        }
    }

    pub(super) fn window(self, path: &Path) -> Result<WindowSince, StorageError> {
        let is_none = || {
            let detail = format!("{} days are no window of dedupe", self.days);
            StorageError::damaged(path, detail)
        };
        Ok(WindowSince {
            window: DedupeWindow::of_days(self.days).ok_or_else(is_none)?,
            since: Time::from_micros(self.since_micros),
        })
    }
}
