//! `cairn backup`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use cairn_storage::{BackupSummary, Backups};

use crate::cli::{BackupArguments, BackupCommand};
use crate::context::{Context, Verdict, now, run as run_async};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: BackupArguments) -> Result<Verdict> {
    match (arguments.command, arguments.dest) {
        (Some(BackupCommand::List { dest }), _) => list(&dest),
        (None, Some(dest)) => take(context, &dest, arguments.keep),
        (None, None) => bail!("name a folder to back up to"),
    }
}

fn take(context: &Context, dest: &Path, keep: Option<NonZeroUsize>) -> Result<Verdict> {
    if resolved(dest)?.starts_with(resolved(context.data())?) {
        bail!(
            "a backup inside of the data directory is lost with it: name a folder outside, best on another disk"
        );
    }
    let mut backup = context.store.begin_backup(&Backups::at(dest))?;
    // After the events: every site that has some is in it.
    let meta = backup.staging().join("meta.sqlite");
    run_async(async { Ok(cairn_meta::copy_to(context.data(), &meta).await?) })?;
    backup.add("meta.sqlite", &meta)?;
    let done = backup.finish(now(), keep.map(NonZeroUsize::get))?;
    for number in &done.removed {
        talk::say(format_args!("removed backup {number}"));
    }
    let copied = done.copied_bytes;
    talk::put(&format!("{}; {copied} bytes were new", told(&done.backup)))?;
    Ok(Verdict::Done)
}

fn list(dest: &Path) -> Result<Verdict> {
    let list = Backups::at(dest).list()?;
    for backup in &list.backups {
        talk::put(&told(backup))?;
    }
    for path in &list.damaged {
        talk::say(format_args!(
            "warning: `{}` is damaged and can't be restored; what only it needs is kept until it is removed",
            path.display()
        ));
    }
    match list.damaged.is_empty() {
        true => Ok(Verdict::Done),
        false => Ok(Verdict::Negative),
    }
}

pub(crate) fn told(backup: &BackupSummary) -> String {
    let BackupSummary {
        number,
        taken_at,
        events,
        files,
        bytes,
        ..
    } = backup;
    format!("backup {number} of {taken_at}: {events} events, {files} files, {bytes} bytes")
}

/// The path with all links followed, as far as it is there.
fn resolved(path: &Path) -> Result<PathBuf> {
    let absolute =
        std::path::absolute(path).with_context(|| format!("`{}` is no path", path.display()))?;
    let mut there = absolute.as_path();
    loop {
        if let Ok(real) = there.canonicalize() {
            let rest = absolute.strip_prefix(there).unwrap_or(Path::new(""));
            return Ok(real.join(rest));
        }
        match there.parent() {
            Some(above) => there = above,
            None => return Ok(absolute),
        }
    }
}
