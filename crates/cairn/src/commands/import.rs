//! `cairn import`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use cairn_core::id::{ImportId, SiteId};
use cairn_core::site::Site;
use cairn_ingest::{Defaults, Format, Mapping};
use cairn_storage::{ImportState, Resolved};

use super::site::new_site;
use crate::cli::{FormatChoice, ImportArguments, ImportCommand, SiteSettings};
use crate::context::{Context, Verdict, now};
use crate::import::{Input, Prepared, Progress, Rejects, open, prepare, rejects_path};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: ImportCommand) -> Result<Verdict> {
    match command {
        ImportCommand::Events(arguments) => events(context, &arguments),
        ImportCommand::List { site } => list(context, &site),
        ImportCommand::Undo { import } => undo(context, &import),
    }
}

fn events(context: &Context, arguments: &ImportArguments) -> Result<Verdict> {
    let (site, is_new) = find_or_plan_site(context, &arguments.site, &arguments.settings)?;
    let mapping = arguments.mapping.as_deref().map(read_mapping).transpose()?;
    let input = open(&arguments.file)?;
    let received_at = now();
    let defaults = Defaults {
        timezone: site.timezone.clone(),
        currency: site.currency,
        received_at,
        source: input.name(),
    };
    let asked = arguments.format.map(to_format);
    let mut prepared = prepare(&input, asked, mapping, &defaults)
        .with_context(|| format!("can't import `{}`", arguments.file.display()))?;
    let is_guessed = prepared.guessed.is_some();
    if let Some(guessed) = prepared.guessed.take() {
        talk::say(format_args!(
            "guessed mapping; if it is wrong, save it, correct it and give it with --mapping:\n\n{}",
            guessed.to_toml()
        ));
    }
    for column in &prepared.unseen {
        talk::say(format_args!(
            "warning: no row looked at so far has `{column}`, which the mapping names"
        ));
    }
    context.create_data()?;
    let import = context.store.begin_import(&site.id)?;
    let mut rejects = Rejects::new(context.data(), import.staging(), import.id());
    let (read, resolved) = read_all(&input, prepared, import, &mut rejects)?;
    let outcome = resolved.outcome().clone();
    let line = format!(
        "read {read} = stored {} + duplicates {} + rejected {}",
        outcome.stored,
        outcome.duplicates,
        rejects.total()
    );
    let nothing_but_rejects = read > 0 && rejects.total() == read;
    for reason in rejects.summary() {
        talk::say(format_args!("rejected: {reason}"));
    }
    if is_guessed && rejects.has_misread_values() {
        talk::say(format_args!(
            "warning: types were guessed from the first rows; give a mapping with --mapping to read these values as text"
        ));
    }
    if arguments.dry_run {
        talk::say(format_args!("dry run: nothing was stored"));
        talk::put(&line)?;
    } else {
        if is_new {
            context.with_new_meta(async |meta| Ok(meta.add_site(&site, received_at).await?))?;
            talk::say(format_args!(
                "site `{}` created, {}, {}",
                site.id,
                site.timezone.name(),
                site.currency
            ));
        }
        let rejected = rejects.total();
        let listed = rejects.keep()?;
        let committed = resolved.commit(&input.name(), received_at, read, rejected);
        if let (Err(_), Some(path)) = (&committed, &listed) {
            // Without its import the list is of nothing.
            let _ = std::fs::remove_file(path);
        }
        let record = committed?;
        if let Some(path) = listed {
            talk::say(format_args!(
                "rejected rows are listed in {}",
                path.display()
            ));
        }
        talk::put(&format!("import {}\n{line}", record.id))?;
    }
    Ok(if nothing_but_rejects {
        Verdict::Negative
    } else {
        Verdict::Done
    })
}

/// Reads every row; gives their number and what the import would do.
fn read_all(
    input: &Input,
    prepared: Prepared,
    mut import: cairn_storage::Import,
    rejects: &mut Rejects,
) -> Result<(u64, Resolved)> {
    let mut progress = Progress::new(input.bytes(), input.bytes_read());
    let mut read = 0;
    for row in prepared {
        let row = row.context("nothing was imported")?;
        read += 1;
        progress.row();
        match row.event {
            Ok(event) => import.add(event, row.number)?,
            Err((rejection, raw)) => rejects.add(row.number, row.line, &raw, &rejection)?,
        }
    }
    input.check_unchanged()?;
    progress.stage("looking for duplicates");
    let resolved = import.resolve()?;
    progress.finish();
    Ok((read, resolved))
}

/// The site, or the one that the import will create.
fn find_or_plan_site(context: &Context, id: &str, settings: &SiteSettings) -> Result<(Site, bool)> {
    let id = SiteId::new(id)?;
    let planned = new_site(id.clone(), settings)?;
    let found = if context.data().join("meta.sqlite").is_file() {
        context.with_meta(async |meta| Ok(meta.find_site(&id).await?))?
    } else {
        None
    };
    let Some(site) = found else {
        return Ok((planned, true));
    };
    let contradicts = (settings.timezone.is_some() && planned.timezone != site.timezone)
        || (settings.currency.is_some() && planned.currency != site.currency)
        || (settings.week_start.is_some() && planned.week_start != site.week_start);
    if contradicts {
        bail!(
            "site `{id}` is there already with {} and {}: leave the settings out, or choose another site",
            site.timezone.name(),
            site.currency
        );
    }
    Ok((site, false))
}

fn read_mapping(path: &Path) -> Result<Mapping> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("can't read the mapping `{}`", path.display()))?;
    Mapping::parse(&text).with_context(|| format!("the mapping `{}` can't be used", path.display()))
}

fn to_format(choice: FormatChoice) -> Format {
    match choice {
        FormatChoice::Csv => Format::Csv,
        FormatChoice::Ndjson => Format::Ndjson,
        FormatChoice::Parquet => Format::Parquet,
    }
}

fn list(context: &Context, site: &str) -> Result<Verdict> {
    let site = context.site(&SiteId::new(site)?)?;
    let snapshot = context.store.snapshot()?;
    talk::put(&table::imports(snapshot.imports(&site.id)))?;
    Ok(Verdict::Done)
}

fn undo(context: &Context, import: &str) -> Result<Verdict> {
    let id = ImportId::parse(import)?;
    let undone = context.store.undo(id, now())?;
    let rejects = rejects_path(context.data(), id);
    if rejects.exists() {
        std::fs::remove_file(&rejects)?;
    }
    debug_assert!(matches!(undone.record.state, ImportState::Undone(_)));
    for (later, rows) in &undone.orphaned {
        talk::say(format_args!(
            "warning: {later} left out {rows} rows because {id} had stored them; import its file again to have them"
        ));
    }
    talk::put(&format!(
        "undone {id}: {} events taken back",
        undone.record.tally.stored
    ))?;
    Ok(Verdict::Done)
}
