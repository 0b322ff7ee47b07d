//! `cairn query`.

use anyhow::Result;
use cairn_api::{AnswerWire, to_csv};
use cairn_core::id::SiteId;

use crate::cli::{AnswerFormat, QueryArguments};
use crate::client::{of_site, with_api};
use crate::context::{Context, Verdict, read_document};
use crate::{table, talk};

pub(crate) fn run(context: &Context, arguments: QueryArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.question, arguments.file.as_deref())?;
    let path = of_site(site.as_str(), "/query");
    let answer = with_api(context, async |api| api.post(&path, text).await)?;
    let wire: AnswerWire = serde_json::from_str(&answer)?;
    match arguments.format {
        AnswerFormat::Json => talk::put(&serde_json::to_string_pretty(&wire)?)?,
        AnswerFormat::Csv => talk::put(&to_csv(&wire)?)?,
        AnswerFormat::Table => talk::put(&table::answer(&wire))?,
    }
    // JSON carries the notes itself.
    if !matches!(arguments.format, AnswerFormat::Json) {
        for note in &wire.notes {
            talk::say(format_args!("note: {note}"));
        }
    }
    Ok(Verdict::Done)
}
