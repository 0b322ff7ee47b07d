//! `cairn import`.

use anyhow::Result;
use cairn_api::{ApiError, Code, DeadLettersWire, ImportsWire, SitesWire, UndoneWire};
use cairn_core::id::{ImportId, SiteId};
use cairn_storage::StorageError;

use crate::cli::ImportCommand;
use crate::client::{Api, of_site, with_api};
use crate::context::{Context, Verdict};
use crate::{import_events, table, talk};

pub(crate) fn run(context: &Context, command: ImportCommand) -> Result<Verdict> {
    match command {
        ImportCommand::Events(arguments) => import_events::run(context, &arguments),
        ImportCommand::List { site } => list(context, &site),
        ImportCommand::Undo { import } => undo(context, &import),
    }
}

fn list(context: &Context, site: &str) -> Result<Verdict> {
    let site = SiteId::new(site)?;
    let imports = with_api(context, async |api| imports_of(api, site.as_str()).await)?;
    talk::put(&table::imports(&imports.imports))?;
    Ok(Verdict::Done)
}

fn undo(context: &Context, import: &str) -> Result<Verdict> {
    let id = ImportId::parse(import)?;
    let (answer, letters) = with_api(context, async |api| {
        let site = site_of(api, id).await?;
        let letters = api.get(&of_site(&site, "/dead-letters?limit=1")).await?;
        let path = of_site(&site, &format!("/imports/{id}"));
        Ok((api.delete(&path).await?, letters))
    })?;
    let undone: UndoneWire = serde_json::from_str(&answer)?;
    let DeadLettersWire { totals, .. } = serde_json::from_str(&letters)?;
    for later in &undone.orphaned {
        talk::say(format_args!(
            "warning: {} left out {} rows because {id} had stored them; import its file again to have them",
            later.import, later.rows
        ));
    }
    if totals.duplicates > 0 {
        talk::say(format_args!(
            "warning: live events that {id} had stored before they came were taken for duplicates and are gone with it; how many of the site's {} duplicates these are is not known",
            totals.duplicates
        ));
    }
    talk::put(&format!(
        "undone {id}: {} events taken back",
        undone.import.stored
    ))?;
    Ok(Verdict::Done)
}

/// The site an import belongs to. Imports are numbered across sites.
async fn site_of(api: &Api, id: ImportId) -> Result<String> {
    let SitesWire { sites } = serde_json::from_str(&api.get("/api/v1/sites").await?)?;
    for site in sites {
        let imports = imports_of(api, &site.id).await?.imports;
        if imports.iter().any(|import| import.id == id.to_string()) {
            return Ok(site.id);
        }
    }
    Err(ApiError::new(Code::UnknownImport, StorageError::UnknownImport(id)).into())
}

async fn imports_of(api: &Api, site: &str) -> Result<ImportsWire> {
    let answer = api.get(&of_site(site, "/imports")).await?;
    Ok(serde_json::from_str(&answer)?)
}
