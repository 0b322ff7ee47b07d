//! `cairn expire`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use cairn_core::id::SiteId;
use cairn_core::retention::{KeptDays, Retention};
use cairn_storage::{Expiry, StorageError};

use crate::cli::ExpireArguments;
use crate::context::{Context, Verdict, now};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: &ExpireArguments) -> Result<Verdict> {
    let all = arguments.keep.as_deref().map_or(Ok(None), kept)?;
    let mut by_event = BTreeMap::new();
    for rule in &arguments.keep_event {
        let Some((event, age)) = rule.rsplit_once('=') else {
            bail!("`{rule}` is no rule: write NAME=30d or NAME=forever");
        };
        by_event.insert(event.to_owned(), kept(age)?);
    }
    let retention = Retention::new(all, by_event)?;
    if retention.is_for_ever() {
        bail!(
            "nothing would go: say how long events are kept, with --keep 400d or --keep-event NAME=30d"
        );
    }
    let site = context.site(&SiteId::new(&arguments.site)?)?;
    if arguments.dry_run {
        let expiry = context
            .store
            .snapshot()?
            .expiry(&site.id, &retention, now())?;
        talk::put(&format!(
            "{}; nothing was changed",
            told("would go", expiry)
        ))?;
        return Ok(Verdict::Done);
    }
    let done = context.store.expire(&site.id, &retention, now());
    let expiry = done.map_err(|error| match error {
        busy @ StorageError::Busy(_) => anyhow::Error::from(busy)
            .context("it needs the data directory for itself: stop the server first"),
        other => other.into(),
    })?;
    if expiry.lacks_room {
        talk::say(format_args!(
            "the disk has too little room to write runs anew: only whole runs went"
        ));
    }
    talk::put(&told("gone", expiry))?;
    Ok(Verdict::Done)
}

fn told(what: &str, expiry: Expiry) -> String {
    let Expiry {
        expired, waiting, ..
    } = expiry;
    match waiting {
        0 => format!("expired events {what}: {expired}"),
        _ => format!(
            "expired events {what}: {expired}; {waiting} more stay for at most 7 days, because few lie where they lie"
        ),
    }
}

/// Reads `400d` or `forever`.
fn kept(text: &str) -> Result<Option<KeptDays>> {
    if text == "forever" {
        return Ok(None);
    }
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    let days: u64 = days.with_context(|| format!("`{text}` is no age: write 400d or forever"))?;
    Ok(Some(KeptDays::new(days)?))
}
