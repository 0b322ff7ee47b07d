//! Why a text is no JSON that can be taken.

use crate::limits::MAX_JSON_DEPTH;
use crate::rejection::{RejectReason, Rejection};

/// Lists and objects inside one another beyond the limit.
pub(crate) fn too_deep() -> Rejection {
    Rejection::new(
        RejectReason::TooDeep,
        format!("lists and objects nest deeper than {MAX_JSON_DEPTH} levels"),
    )
}

/// What the parser found wrong; `whole` is what the text is: a line, a message.
pub(crate) fn unreadable_json(error: &serde_json::Error, whole: &str) -> Rejection {
    let message = error.to_string();
    let fault = message.split(" at line ").next().unwrap_or(&message);
    if fault.starts_with("recursion limit") {
        return too_deep();
    }
    let column = error.column();
    if fault.starts_with("number out of range") {
        return Rejection::new(
            RejectReason::BadNumber,
            format!("the number at column {column} of the {whole} is too large for 64 bits"),
        );
    }
    Rejection::new(
        RejectReason::NotJson,
        format!("{fault} at column {column} of the {whole}"),
    )
}
