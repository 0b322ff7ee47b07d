//! `cairn sign-in`.

use anyhow::{Result, bail};
use cairn_api::SignInLinkWire;

use crate::client::with_server;
use crate::context::{Context, Verdict};
use crate::talk;

pub(crate) fn run(context: &Context) -> Result<Verdict> {
    let made = with_server(context, async |api| {
        api.post("/api/v1/sign-in-links", String::new()).await
    })?;
    let Some(answer) = made else {
        bail!(
            "no server runs on `{}`, so there is nothing to sign in to: start one with `cairn serve`, which prints a link too",
            context.data().display()
        );
    };
    let SignInLinkWire { link, expires_at } = serde_json::from_str(&answer)?;
    talk::say(format_args!("sign in once, until {expires_at}, at"));
    talk::put(&link)?;
    Ok(Verdict::Done)
}
