//! Every failure in the closed list's words, with its code where it has one.

use cairn_api::ApiError;
use cairn_meta::MetaError;
use cairn_server::{ImportError, ServeError, of_meta, of_storage};
use cairn_storage::StorageError;

/// The failure as a user sees it: `error[unknown_goal]: …`, or `error: …` for what has no code.
pub(crate) fn describe(error: &anyhow::Error) -> String {
    let code = error.chain().find_map(|cause| {
        let of_api = cause.downcast_ref::<ApiError>().map(|error| error.code);
        let by_meta = || {
            cause
                .downcast_ref::<MetaError>()
                .map(|error| of_meta(error).code)
        };
        let by_storage = || {
            let error = cause.downcast_ref::<StorageError>();
            error.map(|error| of_storage(error).code)
        };
        let by_import = || {
            let error = cause.downcast_ref::<ImportError>();
            error
                .and_then(ImportError::of_storage)
                .map(|error| of_storage(error).code)
        };
        of_api
            .or_else(by_meta)
            .or_else(by_storage)
            .or_else(by_import)
    });
    match code {
        Some(code) => format!("error[{}]: {error:#}", code.as_str()),
        None => format!("error: {error:#}"),
    }
}

/// What the process says to its parent. 70, of `sysexits.h`: what is on disk is uncertain until the next start.
pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    let is_broken = error.chain().any(|cause| {
        let by_server = cause.downcast_ref::<ServeError>();
        let by_storage = cause.downcast_ref::<StorageError>();
        matches!(by_server, Some(ServeError::Poisoned))
            || matches!(
                by_storage,
                Some(StorageError::Broken { .. } | StorageError::LogPoisoned { .. })
            )
    });
    if is_broken { 70 } else { 2 }
}

#[cfg(test)]
mod tests;
