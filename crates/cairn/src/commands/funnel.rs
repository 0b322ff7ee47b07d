//! `cairn funnel`.

use anyhow::Result;
use cairn_api::{ApiError, FunnelDocument, FunnelsWire, parse_funnel};
use cairn_core::id::{FunnelId, IdError};
use cairn_core::time::Zone;

use super::saved::{self, Saved, Task};
use crate::cli::FunnelCommand;
use crate::context::{Context, Verdict};
use crate::table;

pub(crate) fn run(context: &Context, command: FunnelCommand) -> Result<Verdict> {
    let task = match command {
        FunnelCommand::Add(arguments) => Task::Add(arguments),
        FunnelCommand::Edit(arguments) => Task::Edit(arguments),
        FunnelCommand::List { site } => Task::List { site },
        FunnelCommand::Show { site, funnel: id } => Task::Show { site, id },
        FunnelCommand::Remove { site, funnel: id } => Task::Remove { site, id },
    };
    saved::run::<FunnelDocument>(context, task)
}

impl Saved for FunnelDocument {
    const KIND: &str = "funnel";
    type All = FunnelsWire;

    fn read(text: &str) -> Result<Self, ApiError> {
        // What its address is does not depend on the site's zone.
        Ok(parse_funnel(text, &Zone::utc())?.0)
    }

    fn check_id(id: &str) -> Result<(), IdError> {
        FunnelId::new(id).map(|_| ())
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn of(all: FunnelsWire) -> Vec<Self> {
        all.funnels
    }

    fn table(documents: &[Self]) -> String {
        table::funnels(documents)
    }
}
