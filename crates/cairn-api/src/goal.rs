//! Goals on the wire.

use cairn_core::event::PropertyRef;
use cairn_core::goal::{Class, Counting, Goal, GoalRule, Kind, Standing, ValueRule};
use cairn_core::id::GoalId;
use cairn_core::time::Zone;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::error::ApiError;
use crate::scalar::{self, MoneyWire};
use crate::step::{StepWire, required_span};

/// A goal's definition as people write it and as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalDocument {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    class: ClassWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<KindWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<StandingWire>,
    #[schema(schema_with = rule_schema)]
    when: Json,
    #[serde(default)]
    counting: CountingWire,
    #[serde(default)]
    order_property: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<ValueWire>,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    description: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ClassWire {
    Macro,
    Micro,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KindWire {
    Revenue,
    Lead,
    Inquiry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StandingWire {
    #[default]
    Primary,
    Lifecycle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CountingWire {
    #[default]
    Every,
    OncePerSession,
    OncePerPerson,
    OncePerOrder,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ValueWire {
    EventValue(bool),
    Property(String),
    Fixed(MoneyWire),
    None(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountRuleWire {
    count: StepWire,
    at_least: u32,
    within: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SequenceRuleWire {
    sequence: [StepWire; 2],
    within: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AbsenceRuleWire {
    absence: [StepWire; 2],
    within: Option<String>,
}

/// What counts has several forms, which the API document describes by name.
fn rule_schema() -> RefOr<Schema> {
    Ref::from_schema_name("GoalRule").into()
}

/// A goal at a glance, in the words of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalShape {
    /// `macro revenue primary`, `micro`, …
    pub class: String,
    /// `every`, `once_per_person`, …
    pub counting: String,
    /// The rule, as JSON.
    pub when: String,
}

/// Reads a goal; times in its filters that name no offset are of `zone`.
pub fn parse_goal(text: &str, zone: &Zone) -> Result<(GoalDocument, Goal), ApiError> {
    let object = scalar::parse_object(text, "goal")?;
    let document: GoalDocument = scalar::read(Json::Object(object))?;
    let goal = document.to_goal(zone)?;
    Ok((document, goal))
}

impl GoalDocument {
    /// The definition at a glance.
    pub fn shape(&self) -> GoalShape {
        let standing = self.kind.map(|_| self.standing.unwrap_or_default());
        let words = [word(&Some(self.class)), word(&self.kind), word(&standing)];
        GoalShape {
            class: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
            counting: word(&Some(self.counting)).unwrap_or_default(),
            when: self.when.to_string(),
        }
    }

    /// The document's text, to be kept.
    pub fn to_json(&self) -> String {
        // A document holds nothing that JSON can't express.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same macro, counted apart from those that begin a customer's life.
    #[must_use]
    pub fn demoted(self) -> Self {
        Self {
            standing: Some(StandingWire::Lifecycle),
            ..self
        }
    }

    /// The definition the document means.
    pub fn to_goal(&self, zone: &Zone) -> Result<Goal, ApiError> {
        let class = self.to_class()?;
        if self.name.trim().is_empty() {
            return Err(ApiError::invalid("name", "the name is empty"));
        }
        Ok(Goal {
            id: GoalId::new(&self.id).map_err(|error| ApiError::invalid("id", error))?,
            name: self.name.clone(),
            class,
            when: rule(&self.when, zone).map_err(|error| error.inside("when"))?,
            counting: self.to_counting()?,
            value: self.to_value(class)?,
            owner: self.owner.clone(),
            description: self.description.clone(),
        })
    }

    fn to_class(&self) -> Result<Class, ApiError> {
        match (self.class, self.kind) {
            (ClassWire::Micro, None) if self.standing.is_none() => Ok(Class::Micro),
            (ClassWire::Micro, _) => Err(ApiError::invalid(
                "class",
                "only a macro has a kind and a standing",
            )),
            (ClassWire::Macro, None) => Err(ApiError::invalid("kind", "a macro needs a kind")
                .hint(r#""revenue", "lead" or "inquiry""#)),
            (ClassWire::Macro, Some(kind)) => Ok(Class::Macro {
                kind: match kind {
                    KindWire::Revenue => Kind::Revenue,
                    KindWire::Lead => Kind::Lead,
                    KindWire::Inquiry => Kind::Inquiry,
                },
                standing: match self.standing.unwrap_or_default() {
                    StandingWire::Primary => Standing::Primary,
                    StandingWire::Lifecycle => Standing::Lifecycle,
                },
            }),
        }
    }

    fn to_counting(&self) -> Result<Counting, ApiError> {
        let property = self.order_property.as_deref().map(PropertyRef::parse);
        if property.is_some() && self.counting != CountingWire::OncePerOrder {
            return Err(ApiError::invalid(
                "order_property",
                "it only goes with counting `once_per_order`",
            ));
        }
        match self.counting {
            CountingWire::Every => Ok(Counting::Every),
            CountingWire::OncePerPerson => Ok(Counting::OncePerPerson),
            CountingWire::OncePerOrder => Ok(Counting::OncePerOrder { property }),
            CountingWire::OncePerSession => Ok(Counting::OncePerSession),
        }
    }

    fn to_value(&self, class: Class) -> Result<ValueRule, ApiError> {
        const FIELD: &str = "value";
        match &self.value {
            Some(ValueWire::EventValue(true)) => Ok(ValueRule::EventValue),
            Some(ValueWire::EventValue(false)) => Err(ApiError::invalid("value.event_value", "it can only be true")
                .hint(r#"without a value write {"none": "the reason"}"#)),
            Some(ValueWire::Property(name)) if name.is_empty() => {
                Err(ApiError::invalid("value.property", "the name is empty"))
            }
            Some(ValueWire::Property(name)) => Ok(ValueRule::Property(PropertyRef::parse(name))),
            Some(ValueWire::Fixed(money)) => money.to_money("value.fixed").map(ValueRule::Fixed),
            Some(ValueWire::None(reason)) if reason.trim().is_empty() => {
                Err(ApiError::invalid("value.none", "no value needs a reason"))
            }
            Some(ValueWire::None(reason)) => Ok(ValueRule::None(reason.clone())),
            None if class == Class::Micro => Ok(ValueRule::None("a micro-conversion".to_owned())),
            None => Err(ApiError::invalid(FIELD, "a macro needs a value").hint(
                r#"{"event_value": true}, {"property": "x"}, {"fixed": {"minor": 4900, "currency": "EUR"}} or {"none": "the reason"}"#,
            )),
        }
    }
}

/// The word a choice is written with.
fn word(choice: &Option<impl Serialize>) -> Option<String> {
    let json = serde_json::to_value(choice.as_ref()?).ok()?;
    json.as_str().map(str::to_owned)
}

fn rule(when: &Json, zone: &Zone) -> Result<GoalRule, ApiError> {
    let has = |key: &str| when.get(key).is_some();
    if has("count") {
        let wire: CountRuleWire = scalar::read(when.clone())?;
        if wire.at_least == 0 {
            return Err(ApiError::invalid("at_least", "it must be at least 1"));
        }
        return Ok(GoalRule::Count {
            rule: wire
                .count
                .to_rule(zone)
                .map_err(|error| error.inside("count"))?,
            at_least: wire.at_least,
            within: required_span(wire.within.as_deref(), "within")?,
        });
    }
    if has("sequence") {
        let wire: SequenceRuleWire = scalar::read(when.clone())?;
        let [first, then] = &wire.sequence;
        return Ok(GoalRule::Sequence {
            first: first
                .to_rule(zone)
                .map_err(|error| error.inside("sequence[0]"))?,
            then: then
                .to_rule(zone)
                .map_err(|error| error.inside("sequence[1]"))?,
            within: required_span(wire.within.as_deref(), "within")?,
        });
    }
    if has("absence") {
        let wire: AbsenceRuleWire = scalar::read(when.clone())?;
        let [start, without] = &wire.absence;
        return Ok(GoalRule::Absence {
            start: start
                .to_rule(zone)
                .map_err(|error| error.inside("absence[0]"))?,
            without: without
                .to_rule(zone)
                .map_err(|error| error.inside("absence[1]"))?,
            within: required_span(wire.within.as_deref(), "within")?,
        });
    }
    let step: StepWire = scalar::read(when.clone())?;
    step.to_rule(zone).map(GoalRule::Event)
}

#[cfg(test)]
mod tests;
