//! `cairn expire`.

use anyhow::{Result, bail};
use cairn_api::{ExpiryWire, NewExpiryWire, RetentionWire, SiteDetailsWire};
use cairn_core::id::SiteId;
use cairn_core::retention::Retention;
use cairn_storage::StorageError;

use crate::cli::ExpireArguments;
use crate::client::{Api, of_site, with_api};
use crate::context::{Context, Verdict, now};
use crate::{kept, talk};

/// What went or would, and whether the disk lacks room.
struct Expired {
    expired: u64,
    waiting: u64,
    lacks_room: bool,
}

pub(crate) fn run(context: &Context, arguments: &ExpireArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let has_rules = arguments.keep.is_some() || !arguments.keep_event.is_empty();
    let keep = arguments.keep.as_deref();
    let typed = kept::changed(&Retention::default(), keep, &arguments.keep_event)?;
    let retention = has_rules.then_some(typed);
    if retention.as_ref().is_some_and(Retention::is_for_ever) {
        bail!(
            "nothing would go: say how long events are kept, with --keep 400d or --keep-event NAME=30d"
        );
    }
    let expired = match retention {
        Some(retention) if !arguments.dry_run => by_other_rules(context, &site, &retention)?,
        retention => with_api(context, async |api| {
            by_api(api, &site, arguments.dry_run, retention.as_ref()).await
        })?,
    };
    if arguments.dry_run {
        let told = told("would go", &expired);
        talk::put(&format!("{told}; nothing was changed"))?;
        return Ok(Verdict::Done);
    }
    if expired.lacks_room {
        talk::say(format_args!(
            "the disk has too little room to write runs anew: only whole runs went"
        ));
    }
    talk::put(&told("gone", &expired))?;
    Ok(Verdict::Done)
}

/// By the site's own rules, or counted only.
async fn by_api(
    api: &Api,
    site: &SiteId,
    dry_run: bool,
    retention: Option<&Retention>,
) -> Result<Expired> {
    if retention.is_none() {
        let details = api.get(&of_site(site.as_str(), "")).await?;
        let details: SiteDetailsWire = serde_json::from_str(&details)?;
        if details.site.retention.parse()?.is_for_ever() {
            bail!(
                "site `{site}` keeps everything for ever: say how long with `cairn site edit {site} --keep 400d`"
            );
        }
    }
    let asked = NewExpiryWire {
        dry_run,
        retention: retention.map(RetentionWire::of),
    };
    let path = of_site(site.as_str(), "/expiry");
    let answer = api.post(&path, serde_json::to_string(&asked)?).await?;
    let answer: ExpiryWire = serde_json::from_str(&answer)?;
    Ok(Expired {
        expired: answer.expired,
        waiting: answer.waiting,
        lacks_room: answer.lacks_room,
    })
}

/// By rules that are the site's only this once, in the files themselves.
fn by_other_rules(context: &Context, site: &SiteId, retention: &Retention) -> Result<Expired> {
    let site = context.site(site)?;
    let done = context.store.expire(&site.id, retention, now());
    let expiry = done.map_err(|error| match error {
        busy @ StorageError::Busy(_) => anyhow::Error::from(busy).context(
            "by other rules than the site's it needs the data directory for itself: stop the server first, or set the rules with `cairn site edit`",
        ),
        other => other.into(),
    })?;
    Ok(Expired {
        expired: expiry.expired,
        waiting: expiry.waiting,
        lacks_room: expiry.lacks_room,
    })
}

fn told(what: &str, expired: &Expired) -> String {
    let Expired {
        expired, waiting, ..
    } = expired;
    match waiting {
        0 => format!("expired events {what}: {expired}"),
        _ => format!(
            "expired events {what}: {expired}; {waiting} more stay for at most 7 days, because few lie where they lie"
        ),
    }
}
