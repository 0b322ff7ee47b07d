//! `cairn import events`: by the server that runs, which reads the file itself, or in this process.

mod spool;

use std::path::Path;

use anyhow::{Context as _, Result};
use cairn_api::{ImportReportWire, NewImportWire, NewSiteWire, SiteSettingsWire};
use cairn_core::id::SiteId;
use cairn_ingest::{Format, Mapping};
use cairn_meta::SiteRecord;
use cairn_server::{Events, FileImport, open_input, site_for_import, site_of};

use crate::cli::{FormatChoice, ImportArguments, SiteSettings};
use crate::client::{of_site, with_server};
use crate::context::{Context, Verdict, now};
use crate::progress::Progress;
use crate::talk;

use spool::Spooled;

/// A file of events and what is to become of it.
pub(crate) struct EventFile<'a> {
    pub(crate) path: &'a Path,
    /// What it is called, if it is not by its path.
    pub(crate) name: Option<&'a str>,
    pub(crate) site: &'a SiteId,
    pub(crate) format: Option<Format>,
    /// A mapping file's text and what it says.
    pub(crate) mapping: Option<(String, Mapping)>,
    pub(crate) dry_run: bool,
    /// Of a site that is not there yet.
    pub(crate) settings: SiteSettingsWire,
}

pub(crate) fn run(context: &Context, arguments: &ImportArguments) -> Result<Verdict> {
    let context = &context.with_min_free_space(arguments.min_free_space);
    let id = SiteId::new(&arguments.site)?;
    let settings = settings_of(&arguments.settings);
    // What is wrong with the settings is said before anything is read.
    site_of(&NewSiteWire {
        id: id.to_string(),
        timezone: settings.timezone.clone(),
        currency: settings.currency.clone(),
        week_start: settings.week_start.clone(),
        ..NewSiteWire::default()
    })?;
    let file = EventFile {
        path: &arguments.file,
        name: None,
        site: &id,
        format: arguments.format.map(to_format),
        mapping: arguments.mapping.as_deref().map(read_mapping).transpose()?,
        dry_run: arguments.dry_run,
        settings,
    };
    bring_in(context, &file)
}

/// Imports a file and tells of it: in the server that runs, or in this process.
pub(crate) fn bring_in(context: &Context, file: &EventFile<'_>) -> Result<Verdict> {
    let served = with_server(context, async |api| {
        let spooled = Spooled::of(file.path, context.data())?;
        let wire = NewImportWire {
            path: spooled.path()?,
            name: file.name.map(str::to_owned).or_else(|| spooled.name()),
            format: file.format.map(|format| format.to_string()),
            mapping: file.mapping.as_ref().map(|(text, _)| text.clone()),
            dry_run: file.dry_run,
            settings: file.settings.clone(),
        };
        let document = serde_json::to_string(&wire)?;
        let path = of_site(file.site.as_str(), "/imports");
        let answer = api.post(&path, document).await?;
        Ok(serde_json::from_str::<ImportReportWire>(&answer)?)
    })?;
    let report = match served {
        Some(report) => {
            tell_beginning(report.guessed_mapping.as_deref(), &report.warnings);
            report
        }
        None => here(context, file)?,
    };
    tell_end(file.site, &report, file.dry_run)
}

/// Imports in this process: no server runs.
fn here(context: &Context, file: &EventFile<'_>) -> Result<ImportReportWire> {
    let id = file.site;
    let found = if context.data().join("meta.sqlite").is_file() {
        context.with_meta(async |meta| Ok(meta.find_site(id).await?))?
    } else {
        None
    };
    let (site, is_new) = site_for_import(found, id, &file.settings)?;
    let received_at = now();
    let import = FileImport {
        input: open_input(file.path)?,
        format: file.format,
        mapping: file.mapping.as_ref().map(|(_, mapping)| mapping.clone()),
        site: site.clone(),
        received_at,
    };
    let import = match file.name {
        Some(name) => import.called(name),
        None => import,
    };
    let prepared = import.prepare()?;
    let known_before = prepared.warnings();
    tell_beginning(prepared.guessed_mapping().as_deref(), &known_before);
    context.create_data()?;
    let events = Events::Files(context.store.clone());
    let read = prepared.read(&events, context.data(), &mut Progress::new())?;
    let later = read.report().warnings.iter().skip(known_before.len());
    later.for_each(|warning| talk::say(format_args!("warning: {warning}")));
    if file.dry_run {
        return Ok(read.report().clone());
    }
    let record = SiteRecord::new(site);
    if is_new {
        context.with_new_meta(async |meta| Ok(meta.add_site(&record, received_at).await?))?;
    }
    let report = read.commit()?;
    Ok(ImportReportWire {
        created_site: is_new.then(|| cairn_server::site_wire(&record, report.stored)),
        ..report
    })
}

fn tell_beginning(guessed: Option<&str>, warnings: &[String]) {
    if let Some(guessed) = guessed {
        talk::say(format_args!(
            "guessed mapping; if it is wrong, save it, correct it and give it with --mapping:\n\n{guessed}"
        ));
    }
    for warning in warnings {
        talk::say(format_args!("warning: {warning}"));
    }
}

fn tell_end(id: &SiteId, report: &ImportReportWire, is_dry: bool) -> Result<Verdict> {
    for rejection in &report.rejections {
        talk::say(format_args!(
            "rejected: {} × {}, first {}",
            rejection.rows, rejection.reason, rejection.first
        ));
    }
    let mut line = format!(
        "read {} = stored {} + duplicates {} + rejected {}",
        report.read, report.stored, report.duplicates, report.rejected
    );
    if report.suppressed > 0 {
        line += &format!(" + suppressed {} (of erased persons)", report.suppressed);
    }
    if let Some(site) = &report.created_site {
        talk::say(format_args!(
            "site `{id}` created, {}, {}",
            site.timezone, site.currency
        ));
    }
    if let Some(path) = &report.rejects_file {
        talk::say(format_args!("rejected rows are listed in {path}"));
    }
    if is_dry {
        talk::say(format_args!("dry run: nothing was stored"));
    }
    match &report.import {
        Some(import) => talk::put(&format!("import {import}\n{line}"))?,
        None => talk::put(&line)?,
    }
    let nothing_but_rejects = report.read > 0 && report.rejected == report.read;
    Ok(if nothing_but_rejects {
        Verdict::Negative
    } else {
        Verdict::Done
    })
}

fn settings_of(settings: &SiteSettings) -> SiteSettingsWire {
    SiteSettingsWire {
        timezone: settings.timezone.clone(),
        currency: settings.currency.clone(),
        week_start: settings.week_start.map(|day| day.as_str().to_owned()),
    }
}

fn read_mapping(path: &Path) -> Result<(String, Mapping)> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("can't read the mapping `{}`", path.display()))?;
    let mapping = Mapping::parse(&text)
        .with_context(|| format!("the mapping `{}` can't be used", path.display()))?;
    Ok((text, mapping))
}

fn to_format(choice: FormatChoice) -> Format {
    match choice {
        FormatChoice::Csv => Format::Csv,
        FormatChoice::Ndjson => Format::Ndjson,
        FormatChoice::Parquet => Format::Parquet,
    }
}
