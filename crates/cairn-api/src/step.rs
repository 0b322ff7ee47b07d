//! Steps, rules and filters on the wire.

use cairn_core::event::PropertyRef;
use cairn_core::filter::{CaselessText, Condition, Filter, ValueSet};
use cairn_core::funnel::{Step, StepTerms, Target};
use cairn_core::id::GoalId;
use cairn_core::rule::{EventRule, NameRule, PathMatch, Rule};
use cairn_core::session_property::SessionProperty;
use cairn_core::time::{Span, Zone};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::{ApiError, Code};
use crate::scalar;

const MAX_ALTERNATIVES: usize = 100;
const MAX_FILTERS: usize = 100;
const MAX_VALUES: usize = 10_000;

/// One step: an event, a page, a goal or alternatives of these, with filters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "a step such as {\"event\": \"cart\"}"
)]
pub(crate) struct StepWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<PageWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) any_of: Option<Vec<StepWire>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) filters: Vec<FilterWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) optional: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_ever: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) within_previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) anchored: Option<bool>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a page such as {\"path\": \"/pricing\"}"
)]
pub(crate) struct PageWire {
    path: String,
    #[serde(default, rename = "match")]
    path_match: PathMatchWire,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PathMatchWire {
    #[default]
    Exact,
    Prefix,
    Regex,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a filter such as {\"property\": \"x\", \"op\": \"eq\", \"value\": 1}"
)]
pub(crate) struct FilterWire {
    property: String,
    op: Op,
    #[serde(default, skip_serializing_if = "Json::is_null")]
    value: Json,
    #[serde(default)]
    of: Scope,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Op {
    Eq,
    Ne,
    In,
    NotIn,
    Contains,
    NotContains,
    StartsWith,
    Regex,
    Gt,
    Gte,
    Lt,
    Lte,
    IsSet,
    IsNotSet,
    Before,
    After,
}

/// Whose property it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    #[default]
    Event,
    Person,
    Session,
}

impl Scope {
    /// The property of this name; those of persons are not known so far.
    pub(crate) fn property(self, name: &str) -> Result<PropertyRef, ApiError> {
        if name.is_empty() {
            return Err(ApiError::invalid("property", "the name is empty"));
        }
        match self {
            Self::Event => Ok(PropertyRef::parse(name)),
            Self::Person => Err(ApiError::unsupported("of", "a person's property")
                .hint("filter the whole question by it, or use a property of events or sessions")),
            Self::Session => SessionProperty::parse(name)
                .map(PropertyRef::Session)
                .ok_or_else(|| unknown_session_property(name)),
        }
    }
}

fn unknown_session_property(name: &str) -> ApiError {
    let names = SessionProperty::NAMES.join(", ");
    ApiError::invalid(
        "property",
        format!("a session has no property `{name}`"),
    )
    .hint(format!(
        "use {names} or a context path such as `context.device.type`; without `\"of\": \"session\"` it is a property of events"
    ))
}

impl StepWire {
    /// A step of a funnel.
    pub(crate) fn to_step(&self, zone: &Zone) -> Result<Step, ApiError> {
        Ok(Step {
            name: self.name(),
            target: self.target(zone)?,
            terms: self.terms()?,
        })
    }

    fn terms(&self) -> Result<StepTerms, ApiError> {
        let is_first_ever = self.first_ever == Some(true);
        if is_first_ever && self.goal.is_some() {
            return Err(
                ApiError::invalid("first_ever", "a goal has a counting of its own")
                    .hint("use a goal that counts once per person"),
            );
        }
        let limit = self.within_previous.as_deref();
        let limit = limit.map(|text| scalar::span(text, "within_previous"));
        Ok(StepTerms {
            is_optional: self.optional == Some(true),
            is_anchored: self.anchored == Some(true),
            is_first_ever,
            within_previous: limit.transpose()?,
        })
    }

    /// What is counted: a rule or a goal.
    pub(crate) fn to_target(&self, zone: &Zone) -> Result<Target, ApiError> {
        self.refuse_terms()?;
        self.target(zone)
    }

    fn target(&self, zone: &Zone) -> Result<Target, ApiError> {
        let Some(goal) = &self.goal else {
            return self.rule(zone).map(Target::Rule);
        };
        if self.kinds() != 1 {
            return Err(self.not_one_kind());
        }
        Ok(Target::Goal {
            id: GoalId::new(goal).map_err(|error| ApiError::invalid("goal", error))?,
            filters: filters(&self.filters, zone)?,
        })
    }

    /// A rule: everything but a goal.
    pub(crate) fn to_rule(&self, zone: &Zone) -> Result<Rule, ApiError> {
        self.refuse_terms()?;
        self.rule(zone)
    }

    fn rule(&self, zone: &Zone) -> Result<Rule, ApiError> {
        if self.goal.is_some() {
            return Err(ApiError::invalid("goal", "a goal can't stand here")
                .hint("write the goal's rule out"));
        }
        if self.kinds() != 1 {
            return Err(self.not_one_kind());
        }
        let own_filters = filters(&self.filters, zone)?;
        let mut any_of = self.alternatives(zone)?;
        for alternative in &mut any_of {
            alternative.filters.extend(own_filters.iter().cloned());
        }
        Ok(Rule { any_of })
    }

    fn alternatives(&self, zone: &Zone) -> Result<Vec<EventRule>, ApiError> {
        if let Some(event) = &self.event {
            if event.is_empty() {
                return Err(ApiError::invalid("event", "the name is empty"));
            }
            return Ok(vec![EventRule {
                name: NameRule::parse(event),
                filters: Vec::new(),
            }]);
        }
        if let Some(page) = &self.page {
            return Ok(vec![EventRule::page(
                page.to_match().map_err(|error| error.inside("page"))?,
            )]);
        }
        let steps = self.any_of.as_deref().unwrap_or_default();
        if steps.is_empty() {
            return Err(ApiError::invalid("any_of", "there is no alternative"));
        }
        let mut alternatives = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let rule = step
                .to_rule(zone)
                .map_err(|error| error.inside(&format!("any_of[{at}]")))?;
            alternatives.extend(rule.any_of);
            if alternatives.len() > MAX_ALTERNATIVES {
                let message = format!("more than {MAX_ALTERNATIVES} alternatives");
                return Err(ApiError::new(Code::TooLarge, message).at("any_of"));
            }
        }
        Ok(alternatives)
    }

    /// What a reader calls the step.
    pub(crate) fn name(&self) -> String {
        let named = self.goal.as_ref().or(self.event.as_ref()).cloned();
        let page = || self.page.as_ref().map(|page| page.path.clone());
        let alternatives = || {
            let names = self.any_of.iter().flatten().map(Self::name);
            names.collect::<Vec<_>>().join(" or ")
        };
        named.or_else(page).unwrap_or_else(alternatives)
    }

    fn kinds(&self) -> usize {
        [
            self.event.is_some(),
            self.page.is_some(),
            self.goal.is_some(),
            self.any_of.is_some(),
        ]
        .into_iter()
        .filter(|is_there| *is_there)
        .count()
    }

    fn not_one_kind(&self) -> ApiError {
        let found = if self.kinds() == 0 {
            "none"
        } else {
            "more than one"
        };
        ApiError::new(
            Code::InvalidField,
            format!("{found} of `event`, `page`, `goal` and `any_of` stands here"),
        )
        .hint(r#"give exactly one, such as {"event": "cart"}"#)
    }

    /// Only a funnel's step as a whole can be optional, anchored and so on.
    fn refuse_terms(&self) -> Result<(), ApiError> {
        let given = [
            ("optional", self.optional == Some(true)),
            ("first_ever", self.first_ever == Some(true)),
            ("within_previous", self.within_previous.is_some()),
            ("anchored", self.anchored == Some(true)),
        ];
        match given.iter().find(|(_, is_given)| *is_given) {
            None => Ok(()),
            Some((field, _)) => Err(ApiError::invalid(
                field,
                "this is said of a whole step of a funnel",
            )
            .hint("leave it out here")),
        }
    }
}

impl PageWire {
    fn to_match(&self) -> Result<PathMatch, ApiError> {
        Ok(match self.path_match {
            PathMatchWire::Exact => PathMatch::Exact(self.path.clone()),
            PathMatchWire::Prefix => PathMatch::Prefix(self.path.clone()),
            PathMatchWire::Regex => PathMatch::Regex(regex_of(&self.path, "path")?),
        })
    }
}

/// Filters of a step or a question.
pub(crate) fn filters(wire: &[FilterWire], zone: &Zone) -> Result<Vec<Filter>, ApiError> {
    some_filters(wire, |_| true, zone)
}

/// Filters of a question but for those on persons, which are another matter.
pub(crate) fn filters_of_events(wire: &[FilterWire], zone: &Zone) -> Result<Vec<Filter>, ApiError> {
    some_filters(wire, |filter| !filter.is_of_person(), zone)
}

fn some_filters(
    wire: &[FilterWire],
    which: impl Fn(&FilterWire) -> bool,
    zone: &Zone,
) -> Result<Vec<Filter>, ApiError> {
    if wire.len() > MAX_FILTERS {
        return Err(
            ApiError::new(Code::TooLarge, format!("more than {MAX_FILTERS} filters")).at("filters"),
        );
    }
    let numbered = wire.iter().enumerate();
    numbered
        .filter(|(_, filter)| which(filter))
        .map(|(at, filter)| {
            filter
                .to_filter(zone)
                .map_err(|error| error.inside(&format!("filters[{at}]")))
        })
        .collect()
}

impl FilterWire {
    /// Whether it is on a property of persons.
    pub(crate) fn is_of_person(&self) -> bool {
        self.of == Scope::Person
    }

    /// A condition on a property of a person, whatever scope is written.
    pub(crate) fn of_person(&self, zone: &Zone) -> Result<(String, Condition), ApiError> {
        if self.property.is_empty() {
            return Err(ApiError::invalid("property", "the name is empty"));
        }
        if self.of == Scope::Session {
            return Err(ApiError::invalid("of", "a session is no person")
                .hint("leave it out: it is a property of the person"));
        }
        Ok((self.property.clone(), self.condition(zone)?))
    }

    fn to_filter(&self, zone: &Zone) -> Result<Filter, ApiError> {
        Ok(Filter {
            property: self.of.property(&self.property)?,
            condition: self.condition(zone)?,
        })
    }

    fn condition(&self, zone: &Zone) -> Result<Condition, ApiError> {
        const FIELD: &str = "value";
        let value = || scalar::value(&self.value, FIELD);
        let values = || self.values();
        let text = || scalar::text(&self.value, FIELD);
        let number = || scalar::number(&self.value, FIELD);
        Ok(match self.op {
            Op::Eq => Condition::Equal(value()?),
            Op::Ne => Condition::NotEqual(value()?),
            Op::In => Condition::In(ValueSet::new(values()?)),
            Op::NotIn => Condition::NotIn(ValueSet::new(values()?)),
            Op::Contains => Condition::Contains(CaselessText::new(text()?)),
            Op::NotContains => Condition::NotContains(CaselessText::new(text()?)),
            Op::StartsWith => Condition::StartsWith(text()?.to_owned()),
            Op::Regex => Condition::Regex(regex_of(text()?, FIELD)?),
            Op::Gt => Condition::Greater(number()?),
            Op::Gte => Condition::AtLeast(number()?),
            Op::Lt => Condition::Less(number()?),
            Op::Lte => Condition::AtMost(number()?),
            Op::Before => Condition::Before(scalar::instant(text()?, FIELD, zone)?),
            Op::After => Condition::After(scalar::instant(text()?, FIELD, zone)?),
            Op::IsSet | Op::IsNotSet if !self.value.is_null() => {
                return Err(ApiError::invalid(FIELD, "this operator takes no value"));
            }
            Op::IsSet => Condition::IsSet,
            Op::IsNotSet => Condition::IsNotSet,
        })
    }

    fn values(&self) -> Result<Vec<cairn_core::value::Value>, ApiError> {
        let Json::Array(values) = &self.value else {
            return Err(ApiError::invalid(
                "value",
                r#"expected a list, such as ["a", "b"]"#,
            ));
        };
        if values.len() > MAX_VALUES {
            return Err(
                ApiError::new(Code::TooLarge, format!("more than {MAX_VALUES} values")).at("value"),
            );
        }
        values
            .iter()
            .map(|value| scalar::value(value, "value"))
            .collect()
    }
}

fn regex_of(pattern: &str, field: &str) -> Result<regex::Regex, ApiError> {
    regex::Regex::new(pattern).map_err(|error| {
        let reason = match error {
            regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
            other => other.to_string(),
        };
        ApiError::invalid(field, format!("not a regular expression: {reason}"))
    })
}

/// A span that a document must give.
pub(crate) fn required_span(text: Option<&str>, field: &str) -> Result<Span, ApiError> {
    let text = text.ok_or_else(|| {
        ApiError::invalid(field, "a duration is missing").hint(r#"write one such as "7d""#)
    })?;
    scalar::span(text, field)
}
