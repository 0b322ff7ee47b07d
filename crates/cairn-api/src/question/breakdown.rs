//! Splitting an answer, on the wire.

use cairn_core::breakdown::{Breakdown, Take};
use serde::Deserialize;
use serde_json::Value as Json;

use super::only;
use crate::error::ApiError;
use crate::step::Scope;

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a breakdown such as {\"property\": \"channel\"}"
)]
pub(super) struct BreakdownWire {
    property: String,
    #[serde(default)]
    of: Scope,
    take: Option<Json>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TakeWire {
    step: usize,
}

impl BreakdownWire {
    /// `steps` is how many steps there are to take a value from; none in a trend.
    pub(super) fn to_breakdown(&self, steps: usize) -> Result<Breakdown, ApiError> {
        let inside = |error: ApiError| error.inside("breakdown");
        let property = self.of.property(&self.property).map_err(inside)?;
        let take = self.take.as_ref().map(|take| take_of(take, steps));
        let take = take.transpose().map_err(inside)?;
        Ok(Breakdown {
            property,
            take: take.unwrap_or(Take::Entry),
        })
    }
}

fn take_of(take: &Json, steps: usize) -> Result<Take, ApiError> {
    if let Json::String(word) = take {
        return match word.as_str() {
            "last" => Ok(Take::LastSet),
            word => only("take", Some(word), "first", &["all"]).map(|()| Take::FirstSet),
        };
    }
    let at_step: Result<TakeWire, _> = TakeWire::deserialize(take);
    match at_step {
        Ok(TakeWire { step }) if (1..=steps).contains(&step) => Ok(Take::Step(step)),
        Ok(TakeWire { .. }) if steps > 0 => {
            let message = format!("the funnel has the steps 1 to {steps}");
            Err(ApiError::invalid("take", message))
        }
        _ => Err(ApiError::invalid("take", "it is no event of the breakdown")
            .hint(r#"in a funnel use {"step": 1} or "first" or "last", in a trend leave it out"#)),
    }
}

#[cfg(test)]
mod tests;
