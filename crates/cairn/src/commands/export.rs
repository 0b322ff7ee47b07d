//! `cairn export`.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use cairn_core::id::SiteId;

use crate::cli::{ExportCommand, PersonExportArguments, SiteExportArguments};
use crate::client::{of_site, segment, with_api};
use crate::context::{Context, Verdict};
use crate::{export, talk};

pub(crate) fn run(context: &Context, command: &ExportCommand) -> Result<Verdict> {
    match command {
        ExportCommand::Parquet(arguments) => of_all(context, arguments, |snapshot, site| {
            if to_stdout(&arguments.output) {
                bail!("Parquet can't be written to stdout: name a file with --output")
            }
            export::parquet(snapshot, site, &arguments.output)
        }),
        ExportCommand::Csv(arguments) => {
            of_all(context, arguments, |snapshot, site| {
                match to_stdout(&arguments.output) {
                    true => export::csv(snapshot, site, &mut std::io::stdout().lock()),
                    false => export::csv_file(snapshot, site, &arguments.output),
                }
            })
        }
        ExportCommand::Person(arguments) => of_person(context, arguments),
    }
}

fn of_all(
    context: &Context,
    arguments: &SiteExportArguments,
    write: impl Fn(&cairn_storage::Snapshot, &SiteId) -> Result<u64>,
) -> Result<Verdict> {
    let site = context.site(&SiteId::new(&arguments.site)?)?;
    let snapshot = context.store.snapshot()?;
    let output = arguments.output.as_path();
    check(output)?;
    let events = write(&snapshot, &site.id)
        .with_context(|| format!("can't export to `{}`", output.display()))?;
    let noun = if events == 1 { "event" } else { "events" };
    talk::say(format_args!(
        "{events} {noun} of `{}` written to {}",
        site.id,
        place(output)
    ));
    Ok(Verdict::Done)
}

fn of_person(context: &Context, arguments: &PersonExportArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let output = arguments.output.as_path();
    check(output)?;
    let path = format!("/persons/{}/export", segment(&arguments.person));
    let path = of_site(site.as_str(), &path);
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let document: serde_json::Value = serde_json::from_str(&answer)?;
    let text = serde_json::to_string_pretty(&document)?;
    if to_stdout(output) {
        talk::put(&text)?;
        return Ok(Verdict::Done);
    }
    let write = || -> std::io::Result<()> {
        let mut file = File::create(output)?;
        writeln!(file, "{text}")?;
        file.sync_all()
    };
    write().with_context(|| format!("can't export to `{}`", output.display()))?;
    let events = document["events"].as_array().map_or(0, Vec::len);
    talk::say(format_args!(
        "{events} events of the person written to {}",
        place(output)
    ));
    Ok(Verdict::Done)
}

fn check(output: &Path) -> Result<()> {
    if output.is_dir() {
        bail!("`{}` is a directory: name a file", output.display());
    }
    Ok(())
}

fn to_stdout(output: &Path) -> bool {
    output == Path::new("-")
}

fn place(output: &Path) -> String {
    match to_stdout(output) {
        true => "stdout".to_owned(),
        false => format!("`{}`", output.display()),
    }
}
