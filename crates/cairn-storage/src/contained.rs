//! The Parquet library panics on some damaged files: while it converts an embedded Arrow schema of a type it
//! does not know, checks the lengths in a footer or decodes a page. For us these are errors like any other.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does some work of the Parquet library. If it panics, what it worked on must not be used again.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let reason = reason(panic.as_ref());
        format!("the Parquet library can't make sense of it ({reason})")
    })
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given")
}
