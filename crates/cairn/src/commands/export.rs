//! `cairn export`.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use cairn_core::id::SiteId;

use crate::cli::{ExportArguments, ExportFormat};
use crate::context::{Context, Verdict};
use crate::{export, talk};

pub(crate) fn run(context: &Context, arguments: ExportArguments) -> Result<Verdict> {
    let site = context.site(&SiteId::new(&arguments.site)?)?;
    let snapshot = context.store.snapshot()?;
    let output = arguments.output.as_path();
    let to_stdout = output == Path::new("-");
    if output.is_dir() {
        bail!("`{}` is a directory: name a file", output.display());
    }
    let events = match arguments.format {
        ExportFormat::Parquet if to_stdout => {
            bail!("Parquet can't be written to stdout: name a file with --output")
        }
        ExportFormat::Parquet => export::parquet(&snapshot, &site.id, output),
        ExportFormat::Csv if to_stdout => {
            export::csv(&snapshot, &site.id, &mut std::io::stdout().lock())
        }
        ExportFormat::Csv => export::csv_file(&snapshot, &site.id, output),
    }
    .with_context(|| format!("can't export to `{}`", output.display()))?;
    let place = if to_stdout {
        "stdout".to_owned()
    } else {
        format!("`{}`", output.display())
    };
    let noun = if events == 1 { "event" } else { "events" };
    talk::say(format_args!(
        "{events} {noun} of `{}` written to {place}",
        site.id
    ));
    Ok(Verdict::Done)
}
