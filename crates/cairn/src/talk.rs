//! Data goes to stdout, talk to stderr. The only file that writes to either.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Says something to the person at the terminal.
pub(crate) fn say(talk: Arguments<'_>) {
    // There is nobody left to tell if stderr is closed.
    let text = plain(&talk.to_string());
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Puts a line of data out.
pub(crate) fn put(data: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(data.as_bytes())?;
    if !data.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()?;
    Ok(())
}

/// Text from outside must not steer the terminal: control characters other than line ends become visible.
pub(crate) fn plain(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(visible).collect()
}

/// Whether an error only says that the reader of stdout went away.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes
        .into_iter()
        .any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}
