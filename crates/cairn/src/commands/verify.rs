//! `cairn verify`.

use std::fmt::Write;

use anyhow::{Context as _, Result};
use cairn_storage::{
    Depth, FileFault, Quarantined, Repaired, StorageError, Verified, VerifiedSite,
};
use serde_json::{Value as Json, json};

use crate::cli::VerifyArguments;
use crate::context::{Context, Verdict, now, run as run_async};
use crate::talk;

/// What was found, and what was done about it.
struct Found {
    verified: Verified,
    /// What is wrong with the metadata.
    meta: Vec<String>,
    /// What was set aside before, by site.
    missing: Vec<(String, Quarantined)>,
    repaired: Option<Repaired>,
}

pub(crate) fn run(context: &Context, arguments: &VerifyArguments) -> Result<Verdict> {
    let depth = if arguments.quick {
        Depth::Files
    } else {
        Depth::Contents
    };
    let repaired = match arguments.quarantine {
        true => Some(repair(context, depth)?),
        false => None,
    };
    let verified = context.store.verify(depth)?;
    let meta = run_async(async { Ok(cairn_meta::faults(context.data()).await?) })?;
    let missing = match context.store.snapshot() {
        Ok(snapshot) => snapshot.all_quarantined(),
        // That it can't be read is among the faults.
        Err(_) => Vec::new(),
    };
    let found = Found {
        verified,
        meta,
        missing: missing
            .into_iter()
            .map(|(site, of)| (site.to_string(), of))
            .collect(),
        repaired,
    };
    if arguments.json {
        talk::put(&found.to_json(context).to_string())?;
    } else {
        talk::put(&talk::plain(&found.to_text(context)))?;
    }
    match found.is_whole() {
        true => Ok(Verdict::Done),
        false => Ok(Verdict::Negative),
    }
}

fn repair(context: &Context, depth: Depth) -> Result<Repaired> {
    let repaired = context.store.quarantine(depth, now());
    match repaired {
        Err(error @ StorageError::Busy(_)) => Err(anyhow::Error::from(error).context(
            "to set something aside needs the data directory for itself: stop the server first",
        )),
        repaired => repaired.context("nothing was set aside"),
    }
}

impl Found {
    fn is_whole(&self) -> bool {
        self.verified.is_whole() && self.meta.is_empty()
    }

    fn meta_file(context: &Context) -> String {
        context.data().join("meta.sqlite").display().to_string()
    }

    fn to_text(&self, context: &Context) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        let mut line = |words: String| {
            let _ = writeln!(text, "{words}");
        };
        if let Some(repaired) = &self.repaired {
            for (site, aside) in &repaired.quarantined {
                line(format!("set aside: {site}: {}", told(aside)));
            }
            for path in &repaired.rebuilt {
                line(format!("made anew: `{}`", path.display()));
            }
            if repaired.quarantined.is_empty() && repaired.rebuilt.is_empty() {
                line("nothing was to be set aside".to_owned());
            }
        }
        if let Some(sequence) = self.verified.manifest_sequence {
            let records = self.verified.log_records;
            line(format!("manifest {sequence}; {records} records in the log"));
        }
        for (site, seen) in &self.verified.sites {
            let VerifiedSite {
                runs,
                events,
                events_in_log,
                dead_letters,
                bytes,
                ..
            } = seen;
            line(format!(
                "{site}: {runs} runs with {events} events, {events_in_log} events in the log, {dead_letters} dead letters; {bytes} bytes"
            ));
        }
        for path in &self.verified.foreign {
            line(format!("not Cairn's, left alone: `{}`", path.display()));
        }
        if self.verified.left_behind > 0 {
            let files = self.verified.left_behind;
            line(format!(
                "{files} files are of no use any more and will be removed"
            ));
        }
        for (site, aside) in &self.missing {
            line(format!("missing since earlier: {site}: {}", told(aside)));
        }
        for FileFault {
            file,
            fault,
            way_out,
            ..
        } in &self.verified.faults
        {
            line(format!("fault: `{}`: {fault}", file.display()));
            line(format!("  way out: {}", way_out.told()));
        }
        for fault in &self.meta {
            line(format!("fault: `{}`: {fault}", Self::meta_file(context)));
            line("  way out: restore a backup with `cairn restore`".to_owned());
        }
        let faults = self.verified.faults.len() + self.meta.len();
        line(match (faults, self.missing.len()) {
            (0, 0) => "everything is there and whole".to_owned(),
            (0, _) => "degraded: what is there is whole, and some was set aside".to_owned(),
            (1, _) => "1 fault".to_owned(),
            (faults, _) => format!("{faults} faults"),
        });
        text
    }

    fn to_json(&self, context: &Context) -> Json {
        let sites = self.verified.sites.iter().map(|(site, seen)| {
            let wire = json!({
                "runs": seen.runs,
                "events": seen.events,
                "events_in_log": seen.events_in_log,
                "dead_letters": seen.dead_letters,
                "bytes": seen.bytes,
                "quarantined_events": seen.quarantined_events,
                "quarantined_dead_letters": seen.quarantined_dead_letters,
            });
            (site.to_string(), wire)
        });
        let sites: serde_json::Map<String, Json> = sites.collect();
        let of_files = self.verified.faults.iter().map(|fault| {
            json!({
                "site": fault.site.as_ref().map(ToString::to_string),
                "file": fault.file.display().to_string(),
                "fault": fault.fault,
                "way_out": fault.way_out.told(),
            })
        });
        let of_meta = self.meta.iter().map(|fault| {
            json!({
                "site": null,
                "file": Self::meta_file(context),
                "fault": fault,
                "way_out": "restore a backup with `cairn restore`",
            })
        });
        let aside = |(site, of): (String, &Quarantined)| {
            json!({
                "site": site,
                "file": of.file.display().to_string(),
                "events": of.events,
                "dead_letters": of.dead_letters,
                "at": of.at.to_string(),
                "fault": of.fault,
            })
        };
        let repaired = self.repaired.as_ref();
        let set_aside = repaired.into_iter().flat_map(|done| &done.quarantined);
        let rebuilt = repaired.into_iter().flat_map(|done| &done.rebuilt);
        let path = |path: &std::path::PathBuf| path.display().to_string();
        json!({
            "whole": self.is_whole(),
            "degraded": !self.missing.is_empty(),
            "manifest_sequence": self.verified.manifest_sequence,
            "log_records": self.verified.log_records,
            "sites": sites,
            "faults": of_files.chain(of_meta).collect::<Vec<Json>>(),
            "foreign": self.verified.foreign.iter().map(path).collect::<Vec<String>>(),
            "left_behind": self.verified.left_behind,
            "missing": self.missing.iter().map(|(site, of)| aside((site.clone(), of))).collect::<Vec<Json>>(),
            "set_aside": set_aside.map(|(site, of)| aside((site.to_string(), of))).collect::<Vec<Json>>(),
            "made_anew": rebuilt.map(path).collect::<Vec<String>>(),
        })
    }
}

fn told(aside: &Quarantined) -> String {
    let Quarantined {
        file,
        events,
        dead_letters,
        at,
        fault,
    } = aside;
    let what = match (events, dead_letters) {
        (events, 0) => format!("{events} events"),
        (_, letters) => format!("{letters} dead letters"),
    };
    format!("{what} of `{}`, at {at}: {fault}", file.display())
}
