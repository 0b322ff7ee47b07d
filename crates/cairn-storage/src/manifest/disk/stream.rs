//! Which stream a run is of, on disk.

use serde::{Deserialize, Serialize};

use crate::stream::Stream;

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StreamDisk {
    #[default]
    Events,
    Ledger,
}

impl StreamDisk {
    pub(super) fn of(stream: Stream) -> Self {
        match stream {
            Stream::Events => Self::Events,
            Stream::Ledger => Self::Ledger,
        }
    }

    pub(super) fn stream(self) -> Stream {
        match self {
            Self::Events => Stream::Events,
            Self::Ledger => Stream::Ledger,
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes fields by reference"
    )]
    pub(super) fn is_events(&self) -> bool {
        *self == Self::Events
    }
}
