//! Every failure in the closed list's words, with its code where it has one.

use cairn_api::{ApiError, Code};
use cairn_engine::AskError;
use cairn_meta::MetaError;
use cairn_storage::StorageError;

/// The failure as a user sees it: `error[unknown_goal]: …`, or `error: …` for what has no code.
pub(crate) fn describe(error: &anyhow::Error) -> String {
    let causes: Vec<&(dyn std::error::Error + 'static)> = error.chain().collect();
    let code = causes.iter().find_map(|cause| {
        let of_api = cause.downcast_ref::<ApiError>().map(|error| error.code);
        let of_meta = || cause.downcast_ref::<MetaError>().map(code_of_meta);
        let of_storage = || cause.downcast_ref::<StorageError>().map(|_| Code::Storage);
        of_api.or_else(of_meta).or_else(of_storage)
    });
    match code {
        Some(code) => format!("error[{}]: {error:#}", code.as_str()),
        None => format!("error: {error:#}"),
    }
}

fn code_of_meta(error: &MetaError) -> Code {
    match error {
        MetaError::UnknownSite { .. } => Code::UnknownSite,
        MetaError::UnknownGoal { .. } => Code::UnknownGoal,
        MetaError::SiteExists(_) | MetaError::GoalExists { .. } => Code::InvalidField,
        MetaError::NoDataDirectory(_)
        | MetaError::Damaged(_)
        | MetaError::Sqlite(_)
        | MetaError::Migration(_) => Code::Storage,
    }
}

/// Why a question could not be answered, with the field and the way out.
pub(crate) fn of_question(error: AskError) -> ApiError {
    let message = error.to_string();
    let with = |code: Code| ApiError::new(code, &message);
    match error {
        AskError::UnknownGoal { nearest, .. } => {
            let hint = match nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`cairn goal list` shows its goals".to_owned(),
            };
            with(Code::UnknownGoal).at("goal").hint(hint)
        }
        AskError::Range(_) => with(Code::InvalidRange).at("range"),
        AskError::TooManyPoints { .. } => with(Code::TooLarge)
            .at("interval")
            .hint("choose a wider interval, a shorter range or fewer values"),
        AskError::Buckets(_) => with(Code::TooLarge)
            .at("interval")
            .hint("choose a wider interval or a shorter range"),
        AskError::Breakdown(_) => with(Code::TooLarge)
            .at("breakdown")
            .hint("choose a property of fewer values, or filter"),
        AskError::TooManyRules { .. } => with(Code::TooLarge).hint("ask with fewer steps or goals"),
        AskError::UnknownBucket(_) => with(Code::UnknownCell)
            .at("cell.start")
            .hint("use a `start` of the answer"),
        AskError::Storage(_) => with(Code::Storage),
        AskError::Internal(_) => with(Code::Internal),
    }
}
