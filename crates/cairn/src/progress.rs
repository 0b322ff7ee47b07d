//! Rows, rate and time left, on a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cairn_server::Watch;
use indicatif::{ProgressBar, ProgressStyle};

/// Redrawn every so many rows.
const STRIDE: u64 = 4_096;

/// Shows how far an import is. Shows nothing where stderr is no terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    bytes_read: Arc<AtomicU64>,
    rows: u64,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            bytes_read: Arc::default(),
            rows: 0,
        }
    }
}

impl Watch for Progress {
    fn begin(&mut self, bytes: Option<u64>, read: Arc<AtomicU64>) {
        let (bar, template) = match bytes {
            Some(bytes) => (
                ProgressBar::new(bytes),
                "{bar:30} {percent} %  {msg}  {eta} left",
            ),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
        };
        // The templates are fixed texts; were one wrong, the default style would do.
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        self.bar = bar;
        self.bytes_read = read;
    }

    fn row(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(STRIDE) && !self.bar.is_hidden() {
            let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
            let rate = self.rows as f64 / seconds;
            self.bar
                .set_message(format!("{} rows, {rate:.0} rows/s", self.rows));
            self.bar
                .set_position(self.bytes_read.load(Ordering::Relaxed));
        }
    }

    fn stage(&mut self, what: &'static str) {
        self.bar.set_message(what);
    }

    fn end(&mut self) {
        self.bar.finish_and_clear();
    }
}
