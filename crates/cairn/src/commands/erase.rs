//! `cairn erase`.

use anyhow::Result;
use cairn_api::{ErasedWire, ErasurePreviewWire};
use cairn_core::id::SiteId;

use crate::cli::EraseArguments;
use crate::client::{of_site, segment, with_api};
use crate::context::{Context, Verdict};
use crate::talk;

pub(crate) fn run(context: &Context, arguments: &EraseArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let path = format!("/persons/{}", segment(&arguments.person));
    let path = of_site(site.as_str(), &path);
    if arguments.dry_run {
        let preview = format!("{path}/erasure");
        let answer = with_api(context, async |api| api.get(&preview).await)?;
        let preview: ErasurePreviewWire = serde_json::from_str(&answer)?;
        talk::put(&match arguments.json {
            true => answer,
            false => told_of(&preview, &arguments.person),
        })?;
        return Ok(Verdict::Done);
    }
    let answer = with_api(context, async |api| api.delete(&path).await)?;
    if arguments.json {
        talk::put(&answer)?;
        return Ok(Verdict::Done);
    }
    let erased: ErasedWire = serde_json::from_str(&answer)?;
    for place in &erased.unsearched {
        talk::say(format_args!("not searched: {place}"));
    }
    if erased.has_leftovers {
        talk::say(format_args!(
            "files of before are being read; the server removes them in a quiet moment"
        ));
    }
    let done = &erased.erasure;
    talk::put(&format!(
        "erased: {}, {}, {}; {} suppressed",
        counted(done.events, "event"),
        counted(done.dead_letters, "dead letter"),
        counted(done.rejected_rows, "rejected row"),
        counted(done.ids, "id"),
    ))?;
    Ok(Verdict::Done)
}

fn told_of(preview: &ErasurePreviewWire, asked: &str) -> String {
    let would_go = format!(
        "would go:  {}, {}, {}\nnothing was erased",
        counted(preview.events, "event"),
        counted(preview.dead_letters, "dead letter"),
        counted(preview.rejected_rows, "rejected row"),
    );
    let Some(person) = &preview.person else {
        return format!("nobody is known as `{asked}`, and what is no event names it\n{would_go}");
    };
    let devices = person.devices.iter().map(|device| &device.anonymous_id);
    let users: Vec<&str> = person.user_ids.iter().map(String::as_str).collect();
    let devices: Vec<&str> = devices.map(String::as_str).collect();
    let listed = |ids: &[&str]| match ids {
        [] => "none".to_owned(),
        ids => ids.join(", "),
    };
    format!(
        "user ids:  {}\ndevices:   {}\nevents:    {} besides bookkeeping, {} to {}\n{would_go}",
        listed(&users),
        listed(&devices),
        person.events,
        person.first_seen,
        person.last_seen,
    )
}

fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
