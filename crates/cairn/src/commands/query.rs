//! `cairn query`.

use anyhow::Result;
use cairn_api::{parse_question, to_csv, to_wire};
use cairn_core::id::SiteId;

use crate::cli::{AnswerFormat, QueryArguments};
use crate::context::{Context, Verdict, now, read_document};
use crate::{table, talk};

pub(crate) fn run(context: &Context, arguments: QueryArguments) -> Result<Verdict> {
    let site = SiteId::new(&arguments.site)?;
    let text = read_document(arguments.question, arguments.file.as_deref())?;
    let definitions = context.definitions(&site)?;
    let question = parse_question(&text, &definitions.site.timezone)?;
    let snapshot = context.store.snapshot()?;
    let now = now();
    let answer = cairn_engine::ask(&snapshot, &definitions, &question, now, context.threads)
        .map_err(cairn_server::of_question)?;
    let wire = to_wire(&answer)?;
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
