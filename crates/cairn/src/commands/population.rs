//! `cairn population`.

use anyhow::Result;
use cairn_api::{ApiError, PopulationDocument, PopulationsWire, parse_population};
use cairn_core::id::{IdError, PopulationId};
use cairn_core::time::Zone;

use super::saved::{self, Saved, Task};
use crate::cli::PopulationCommand;
use crate::context::{Context, Verdict};
use crate::table;

pub(crate) fn run(context: &Context, command: PopulationCommand) -> Result<Verdict> {
    let task = match command {
        PopulationCommand::Add(arguments) => Task::Add(arguments),
        PopulationCommand::Edit(arguments) => Task::Edit(arguments),
        PopulationCommand::List { site } => Task::List { site },
        PopulationCommand::Show {
            site,
            population: id,
        } => Task::Show { site, id },
        PopulationCommand::Remove {
            site,
            population: id,
        } => Task::Remove { site, id },
    };
    saved::run::<PopulationDocument>(context, task)
}

impl Saved for PopulationDocument {
    const KIND: &str = "population";
    type All = PopulationsWire;

    fn read(text: &str) -> Result<Self, ApiError> {
        // What its address is does not depend on the site's zone.
        Ok(parse_population(text, &Zone::utc())?.0)
    }

    fn check_id(id: &str) -> Result<(), IdError> {
        PopulationId::new(id).map(|_| ())
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn of(all: PopulationsWire) -> Vec<Self> {
        all.populations
    }

    fn table(documents: &[Self]) -> String {
        table::populations(documents)
    }
}
