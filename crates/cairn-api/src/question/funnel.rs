//! `funnel`: its steps, and what its attempts are held to.

use cairn_core::funnel::{
    Entry, Exclusion, Funnel, FunnelExclusion, FunnelTerms, MAX_STEPS, OnExclusion, Step,
    StepOrder, StrictScope,
};
use cairn_core::time::Zone;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::breakdown::BreakdownWire;
use super::only;
use crate::error::{ApiError, Code};
use crate::scalar;
use crate::step::{FilterWire, PageWire, StepWire};

/// The default window of a funnel: seven days.
pub(crate) const DEFAULT_WINDOW: &str = "7d";

/// The greatest number of exclusions.
const MAX_EXCLUSIONS: usize = 32;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FunnelWire {
    #[serde(default)]
    steps: Vec<StepWire>,
    window: Option<String>,
    entry: Option<EntryWire>,
    order: Option<OrderWire>,
    scope: Option<ScopeWire>,
    count: Option<String>,
    open: Option<bool>,
    #[serde(default)]
    exclusions: Vec<ExclusionWire>,
    on_exclusion: Option<OnExclusionWire>,
    #[serde(default)]
    held: Vec<Json>,
    breakdown: Option<BreakdownWire>,
}

/// Which attempt of a person counts.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntryWire {
    #[default]
    Best,
    First,
}

/// How steps follow one another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderWire {
    /// In order; anything may lie between.
    #[default]
    Ordered,
    /// In order; nothing may lie between.
    Strict,
    /// In any order, but for anchored steps.
    Any,
}

/// What may not lie between the steps of a strict funnel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScopeWire {
    /// Any event of the site but system events.
    #[default]
    All,
    /// Events that fit a step.
    Steps,
}

/// What becomes of a person whose deepest attempts were all ended by exclusions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnExclusionWire {
    /// It keeps the depth that it reached.
    #[default]
    Keep,
    /// It leaves the funnel.
    Drop,
}

/// Events that end an attempt which has reached one step and not yet another.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "an exclusion such as {\"event\": \"refund\", \"from_step\": 1, \"to_step\": 3}"
)]
pub(crate) struct ExclusionWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<PageWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_of: Option<Vec<StepWire>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    filters: Vec<FilterWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_step: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_step: Option<usize>,
}

/// Reads what a funnel asks for, without the fields that every kind of question has.
pub(crate) fn read(document: Json, zone: &Zone) -> Result<Funnel, ApiError> {
    scalar::read::<FunnelWire>(document)?.to_funnel(zone)
}

impl FunnelWire {
    fn to_funnel(&self, zone: &Zone) -> Result<Funnel, ApiError> {
        self.refuse_unsupported()?;
        let steps = self.steps(zone)?;
        self.check_together(&steps)?;
        let window = self.window.as_deref().unwrap_or(DEFAULT_WINDOW);
        let breakdown = self.breakdown.as_ref();
        Ok(Funnel {
            window: scalar::span(window, "window")?,
            entry: match self.entry.unwrap_or_default() {
                EntryWire::First => Entry::First,
                EntryWire::Best => Entry::Best,
            },
            terms: FunnelTerms {
                order: match self.order.unwrap_or_default() {
                    OrderWire::Ordered => StepOrder::Ordered,
                    OrderWire::Strict => StepOrder::Strict(match self.scope.unwrap_or_default() {
                        ScopeWire::All => StrictScope::All,
                        ScopeWire::Steps => StrictScope::Steps,
                    }),
                    OrderWire::Any => StepOrder::Any,
                },
                exclusions: self.exclusions(steps.len(), zone)?,
                on_exclusion: match self.on_exclusion.unwrap_or_default() {
                    OnExclusionWire::Keep => OnExclusion::Keep,
                    OnExclusionWire::Drop => OnExclusion::Drop,
                },
                is_open: self.open == Some(true),
            },
            breakdown: breakdown
                .map(|breakdown| breakdown.to_breakdown(steps.len()))
                .transpose()?,
            steps,
        })
    }

    fn steps(&self, zone: &Zone) -> Result<Vec<Step>, ApiError> {
        if self.steps.is_empty() {
            return Err(
                ApiError::invalid("steps", "a funnel needs at least one step")
                    .hint(r#""steps": [{"event": "cart"}, {"event": "purchase"}]"#),
            );
        }
        let most = MAX_STEPS;
        if self.steps.len() > most {
            let given = self.steps.len();
            let message = format!("{given} steps are more than the {most} a funnel may have");
            return Err(ApiError::new(Code::TooLarge, message).at("steps"));
        }
        let numbered = self.steps.iter().enumerate();
        let step = |(at, step): (usize, &StepWire)| {
            let read = step.to_step(zone);
            read.map_err(|error| error.inside(&format!("steps[{at}]")))
        };
        numbered.map(step).collect()
    }

    /// What can't be asked together.
    fn check_together(&self, steps: &[Step]) -> Result<(), ApiError> {
        let order = self.order.unwrap_or_default();
        let last = steps.len() - 1;
        for (at, step) in steps.iter().enumerate() {
            let fault = |field: &str, message: &str| {
                Err(ApiError::invalid(field, message).inside(&format!("steps[{at}]")))
            };
            let terms = step.terms;
            if terms.is_optional && (at == 0 || at == last) {
                return fault("optional", "the first and the last step can't be left out");
            }
            if terms.is_optional && order == OrderWire::Any {
                return fault("optional", "in any order no step can be optional");
            }
            if terms.is_anchored && order != OrderWire::Any {
                return fault("anchored", "steps in order keep their places anyway");
            }
            if terms.within_previous.is_some() && at == 0 {
                return fault("within_previous", "there is no step before the first");
            }
            if terms.within_previous.is_some() && order == OrderWire::Any {
                return fault("within_previous", "in any order no step is before another");
            }
        }
        if self.scope.is_some() && order != OrderWire::Strict {
            return Err(
                ApiError::invalid("scope", "only a strict order has a scope")
                    .hint(r#"add "order": "strict" or leave it out"#),
            );
        }
        if self.open == Some(true) && order == OrderWire::Any {
            return Err(ApiError::invalid(
                "open",
                "in any order attempts begin with any step anyway",
            )
            .hint("leave it out"));
        }
        Ok(())
    }

    fn exclusions(&self, steps: usize, zone: &Zone) -> Result<Vec<FunnelExclusion>, ApiError> {
        let most = MAX_EXCLUSIONS;
        if self.exclusions.len() > most {
            let message = format!("there are at most {most} exclusions");
            return Err(ApiError::new(Code::TooLarge, message).at("exclusions"));
        }
        let numbered = self.exclusions.iter().enumerate();
        let exclusion = |(at, exclusion): (usize, &ExclusionWire)| {
            let read = exclusion.to_exclusion(steps, zone);
            read.map_err(|error| error.inside(&format!("exclusions[{at}]")))
        };
        numbered.map(exclusion).collect()
    }

    fn refuse_unsupported(&self) -> Result<(), ApiError> {
        only(
            "count",
            self.count.as_deref(),
            "persons",
            &["sessions", "totals", "accounts"],
        )?;
        if !self.held.is_empty() {
            return Err(ApiError::unsupported("held", "holding properties constant"));
        }
        Ok(())
    }
}

impl ExclusionWire {
    fn to_exclusion(&self, steps: usize, zone: &Zone) -> Result<FunnelExclusion, ApiError> {
        let rule = StepWire {
            event: self.event.clone(),
            page: self.page.clone(),
            any_of: self.any_of.clone(),
            filters: self.filters.clone(),
            ..StepWire::default()
        };
        let (after, until) = (self.from_step.unwrap_or(1), self.to_step.unwrap_or(steps));
        if after < 1 || after >= steps {
            let message = format!("it is one of the steps 1 to {}", steps - 1);
            let field = "from_step";
            return Err(match steps {
                1 => ApiError::invalid(field, "between the steps of one step there is nothing"),
                _ => ApiError::invalid(field, message),
            });
        }
        if until <= after || until > steps {
            let message = format!("it is one of the steps {} to {steps}", after + 1);
            return Err(ApiError::invalid("to_step", message));
        }
        Ok(FunnelExclusion {
            rule: rule.to_rule(zone)?,
            between: Exclusion { after, until },
        })
    }
}

#[cfg(test)]
mod tests;
