//! The log of a running server, on stderr.

use std::io::stderr;

use anyhow::{Context, Result};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::LogFormat;

/// Begins to log. `filter` is a level, or levels by target: `debug`, `info,cairn_server=debug`.
pub(crate) fn begin(format: LogFormat, filter: Option<&str>) -> Result<()> {
    let targets = match filter.filter(|text| !text.is_empty()) {
        None => Targets::new().with_default(LevelFilter::INFO),
        Some(text) => targets_of(text).with_context(|| {
            format!("the log level `{text}` is none: use error, warn, info, debug or trace, or levels by target such as `info,cairn_server=debug`")
        })?,
    };
    let layer = match format {
        LogFormat::Text => {
            let is_terminal = std::io::IsTerminal::is_terminal(&stderr());
            fmt::layer()
                .with_ansi(is_terminal)
                .with_writer(stderr)
                .boxed()
        }
        LogFormat::Json => fmt::layer().json().with_writer(stderr).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(targets))
        .try_init()
        .context("can't begin to log")
}

/// A word alone is a level: were it taken for a target, a mistyped level would silence the log.
fn targets_of(text: &str) -> Option<Targets> {
    let is_level = |part: &str| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok();
    if text.split(',').all(is_level) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
