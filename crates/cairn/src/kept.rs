//! For how long events are kept, as it is typed.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use cairn_core::retention::{KeptDays, Retention};

/// The rule of one event as it is typed; none takes it away.
type Rule = Option<Option<KeptDays>>;

/// Rules after what was typed for them; what was not typed stays.
pub(crate) fn changed(
    before: &Retention,
    keep: Option<&str>,
    keep_event: &[String],
) -> Result<Retention> {
    let all = keep.map_or(Ok(before.all()), age)?;
    let mut by_event: BTreeMap<String, Option<KeptDays>> = before.by_event().clone();
    for typed in keep_event {
        let (event, rule) = rule(typed)?;
        match rule {
            Some(kept) => drop(by_event.insert(event, kept)),
            None => drop(by_event.remove(&event)),
        }
    }
    Ok(Retention::new(all, by_event)?)
}

/// Reads `view=30d`, `view=forever` or `view=`.
fn rule(typed: &str) -> Result<(String, Rule)> {
    let Some((event, text)) = typed.rsplit_once('=') else {
        bail!("`{typed}` is no rule: write NAME=30d or NAME=forever");
    };
    let rule = match text {
        "" => None,
        text => Some(age(text)?),
    };
    Ok((event.to_owned(), rule))
}

/// Reads `400d` or `forever`.
fn age(text: &str) -> Result<Option<KeptDays>> {
    if text == "forever" {
        return Ok(None);
    }
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    let days: u64 = days.with_context(|| format!("`{text}` is no age: write 400d or forever"))?;
    Ok(Some(KeptDays::new(days)?))
}

/// Says an age in words.
pub(crate) fn told(days: Option<u64>) -> String {
    match days {
        None => "for ever".to_owned(),
        Some(1) => "1 day".to_owned(),
        Some(days) => format!("{days} days"),
    }
}
