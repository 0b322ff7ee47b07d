//! The cells of a time to convert: bars, and what became of those who entered.

use cairn_core::persons::Cell;
use cairn_core::time::{MICROS_PER_SECOND, Span};
use cairn_core::time_to_convert::{Bounds, ConvertOutcome, TimeToConvert};
use cairn_core::value::Value;
use serde::Deserialize;

use crate::error::{ApiError, Code};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConvertCellWire {
    outcome: Option<ConvertOutcomeWire>,
    from_seconds: Option<u32>,
    to_seconds: Option<u32>,
    start: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum ConvertOutcomeWire {
    Entered,
    Converted,
    Open,
    Lost,
}

impl ConvertCellWire {
    pub(super) fn into_cell(
        self,
        asked: TimeToConvert,
        row: Option<Option<Value>>,
    ) -> Result<Cell, ApiError> {
        if self.start.is_some() && asked.interval.is_none() {
            let message = "the question in `of` has no periods";
            return Err(ApiError::new(Code::UnknownCell, message)
                .at("start")
                .hint(r#"add "interval": "week" to it, or leave the start out"#));
        }
        Ok(Cell::TimeToConvert {
            outcome: self.outcome(asked.funnel.window)?,
            start: self.start,
            row,
            asked,
        })
    }

    fn outcome(&self, window: Span) -> Result<ConvertOutcome, ApiError> {
        let outcome = self.outcome.unwrap_or(ConvertOutcomeWire::Converted);
        let ends = [
            ("from_seconds", self.from_seconds),
            ("to_seconds", self.to_seconds),
        ];
        let given = ends.iter().find(|(_, end)| end.is_some());
        match (outcome, given) {
            (ConvertOutcomeWire::Converted, _) => {
                self.bounds(window).map(ConvertOutcome::Converted)
            }
            (_, Some((field, _))) => {
                Err(ApiError::invalid(field, "only who converted took a time")
                    .hint(r#"leave it out, or ask for "outcome": "converted""#))
            }
            (ConvertOutcomeWire::Entered, None) => Ok(ConvertOutcome::Entered),
            (ConvertOutcomeWire::Open, None) => Ok(ConvertOutcome::Open),
            (ConvertOutcomeWire::Lost, None) => Ok(ConvertOutcome::Lost),
        }
    }

    /// The last bin holds those who took the whole window too.
    fn bounds(&self, window: Span) -> Result<Bounds, ApiError> {
        let from = Span::from_seconds(self.from_seconds.unwrap_or(0));
        if from > window {
            let seconds = window.micros() / MICROS_PER_SECOND;
            let message = format!("the window is {seconds} s long, and nobody takes longer");
            return Err(ApiError::new(Code::UnknownCell, message).at("from_seconds"));
        }
        let to = self
            .to_seconds
            .map(Span::from_seconds)
            .filter(|to| *to < window);
        if to.is_some_and(|to| to <= from) {
            let message = "it has to be more than `from_seconds`";
            return Err(ApiError::invalid("to_seconds", message)
                .hint("times are from one on and before the other"));
        }
        Ok(Bounds { from, to })
    }
}
