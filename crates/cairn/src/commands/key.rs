//! `cairn key`.

use anyhow::{Context as _, Result};
use cairn_api::{KeyWire, KeysWire, NewKeyWire};
use cairn_core::id::SiteId;

use crate::cli::{KeyCommand, NewKeyArguments};
use crate::client::{of_site, segment, with_api};
use crate::context::{Context, Verdict};
use crate::{table, talk};

pub(crate) fn run(context: &Context, command: KeyCommand) -> Result<Verdict> {
    match command {
        KeyCommand::Create(arguments) => create(context, arguments),
        KeyCommand::List { site } => list(context, &site),
        KeyCommand::Revoke { key, site } => revoke(context, &key, &site),
    }?;
    Ok(Verdict::Done)
}

fn create(context: &Context, arguments: NewKeyArguments) -> Result<()> {
    let site = SiteId::new(&arguments.site)?;
    let scopes = arguments
        .scope
        .iter()
        .map(|scope| scope.as_str().to_owned());
    let new = NewKeyWire {
        kind: arguments.kind.as_str().to_owned(),
        name: arguments.name.unwrap_or_default(),
        scopes: scopes.collect(),
    };
    let document = serde_json::to_string(&new)?;
    let path = of_site(site.as_str(), "/keys");
    let answer = with_api(context, async |api| api.post(&path, document).await)?;
    let made: KeyWire = serde_json::from_str(&answer)?;
    talk::say(format_args!(
        "key {} of `{site}` made: {}",
        made.id,
        made.scopes.join(", ")
    ));
    talk::put(&made.key.context("the answer holds no key")?)
}

fn list(context: &Context, site: &str) -> Result<()> {
    let path = of_site(SiteId::new(site)?.as_str(), "/keys");
    let answer = with_api(context, async |api| api.get(&path).await)?;
    let KeysWire { keys } = serde_json::from_str(&answer)?;
    if keys.is_empty() {
        talk::say(format_args!(
            "site `{site}` has no keys yet: `cairn key create --site {site} --kind write` makes one"
        ));
    }
    talk::put(&table::keys(&keys))
}

fn revoke(context: &Context, key: &str, site: &str) -> Result<()> {
    let path = of_site(
        SiteId::new(site)?.as_str(),
        &format!("/keys/{}", segment(key)),
    );
    with_api(context, async |api| api.delete(&path).await)?;
    talk::say(format_args!(
        "key {key} of `{site}` revoked: it opens nothing any more"
    ));
    Ok(())
}
