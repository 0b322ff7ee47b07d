//! Conditions on persons on the wire.

use cairn_core::funnel::Target;
use cairn_core::money::{Currency, Money};
use cairn_core::population::{
    Did, MAX_DEPTH, MAX_SEQUENCE, MAX_TRAITS, Membership, Sequence, Times, Told, Trait, Worth,
};
use cairn_core::range::Range;
use cairn_core::time::{Span, Time, Zone};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::error::{ApiError, Code};
use crate::range::RangeWire;
use crate::scalar;
use crate::step::{FilterWire, StepWire};

const FORMS: &str = "write one of `all`, `any`, `not`, `did`, `sequence` and `person`, such as {\"did\": {\"event\": \"cart\"}}";
/// How many rules the conditions of a population may ask for: a question has few more.
const MAX_RULES: usize = 120;
/// How long a sequence may take that says nothing of it.
const DEFAULT_WITHIN: &str = "7d";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DidWire {
    did: StepWire,
    at_least: Option<u32>,
    at_most: Option<u32>,
    range: Option<RangeWire>,
    in_any: Option<String>,
    value: Option<WorthWire>,
}

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a value such as {\"currency\": \"EUR\", \"at_least\": \"100.00\"}"
)]
struct WorthWire {
    currency: String,
    at_least: Option<String>,
    at_most: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SequenceWire {
    sequence: Vec<StepWire>,
    within: Option<String>,
    range: Option<RangeWire>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonWire {
    person: FilterWire,
}

/// Reads conditions that stand at a field.
pub(crate) fn membership(
    json: &Json,
    field: &str,
    zone: &Zone,
) -> Result<Membership<Trait>, ApiError> {
    let is = read(json, 1, zone).map_err(|error| error.inside(field))?;
    if is.traits().len() > MAX_TRAITS {
        let message = format!("more than {MAX_TRAITS} conditions");
        return Err(ApiError::new(Code::TooLarge, message).at(field));
    }
    let rules: usize = is.traits().into_iter().map(rules_of).sum();
    if rules > MAX_RULES {
        let message =
            format!("together the conditions ask for {rules} rules, and at most for {MAX_RULES}");
        return Err(ApiError::new(Code::TooLarge, message).at(field).hint(
            "ask with fewer conditions; each property of persons takes five rules, each goal three",
        ));
    }
    Ok(is)
}

/// How many of a question's rules a condition takes, at most.
fn rules_of(of: &Trait) -> usize {
    let of_target = |target: &Target| match target {
        Target::Rule(_) => 1,
        Target::Goal { .. } => 3,
    };
    match of {
        Trait::Did(did) => of_target(&did.what),
        Trait::Sequence(sequence) => sequence.steps.iter().map(of_target).sum(),
        Trait::Told(_) => 5,
    }
}

fn read(json: &Json, depth: usize, zone: &Zone) -> Result<Membership<Trait>, ApiError> {
    if depth > MAX_DEPTH {
        let message = format!("conditions lie more than {MAX_DEPTH} deep in one another");
        return Err(ApiError::new(Code::TooLarge, message));
    }
    let Json::Object(object) = json else {
        return Err(ApiError::new(Code::InvalidField, "expected a condition").hint(FORMS));
    };
    let forms = ["all", "any", "not", "did", "sequence", "person"];
    let mut here = forms.iter().filter(|form| object.contains_key(**form));
    let (Some(form), None) = (here.next(), here.next()) else {
        let message =
            "a condition has exactly one of `all`, `any`, `not`, `did`, `sequence`, `person`";
        return Err(ApiError::new(Code::InvalidField, message).hint(FORMS));
    };
    let whole = || Json::Object(object.clone());
    Ok(match *form {
        "all" => Membership::All(parts(object, "all", depth, zone)?),
        "any" => Membership::Any(parts(object, "any", depth, zone)?),
        "not" => {
            only(object, "not")?;
            let inner = read(&object["not"], depth + 1, zone);
            Membership::Not(Box::new(inner.map_err(|error| error.inside("not"))?))
        }
        "did" => Membership::Is(Trait::Did(scalar::read::<DidWire>(whole())?.to_did(zone)?)),
        "sequence" => {
            let wire: SequenceWire = scalar::read(whole())?;
            Membership::Is(Trait::Sequence(wire.to_sequence(zone)?))
        }
        _ => {
            let PersonWire { person } = scalar::read(whole())?;
            Membership::Is(Trait::Told(told(&person, zone)?))
        }
    })
}

/// Nothing may stand beside the conditions that are joined.
fn only(object: &Map<String, Json>, form: &str) -> Result<(), ApiError> {
    match object.keys().find(|key| *key != form) {
        None => Ok(()),
        Some(other) => Err(ApiError::invalid(
            other,
            format!("nothing stands beside `{form}`"),
        )),
    }
}

fn parts(
    object: &Map<String, Json>,
    form: &str,
    depth: usize,
    zone: &Zone,
) -> Result<Vec<Membership<Trait>>, ApiError> {
    only(object, form)?;
    let parts = object[form].as_array().filter(|parts| !parts.is_empty());
    let Some(parts) = parts else {
        return Err(ApiError::invalid(form, "expected a list of conditions").hint(FORMS));
    };
    if parts.len() > MAX_TRAITS {
        let message = format!("more than {MAX_TRAITS} conditions");
        return Err(ApiError::new(Code::TooLarge, message).at(form));
    }
    let read = |(at, part)| {
        let error = |error: ApiError| error.inside(&format!("{form}[{at}]"));
        read(part, depth + 1, zone).map_err(error)
    };
    parts.iter().enumerate().map(read).collect()
}

impl DidWire {
    fn to_did(&self, zone: &Zone) -> Result<Did, ApiError> {
        let what = self.did.to_target(zone);
        let times = self.times()?;
        let in_any = self
            .in_any
            .as_deref()
            .map(|text| scalar::span(text, "in_any"));
        let in_any = in_any.transpose()?;
        if in_any.is_some() {
            self.check_in_any(times)?;
        }
        Ok(Did {
            what: what.map_err(|error| error.inside("did"))?,
            times,
            when: when(self.range.as_ref(), zone)?,
            in_any,
            worth: self.value.as_ref().map(WorthWire::to_worth).transpose()?,
        })
    }

    fn times(&self) -> Result<Times, ApiError> {
        let least_by_itself = u32::from(self.at_most.is_none());
        let times = Times {
            at_least: self.at_least.unwrap_or(least_by_itself),
            at_most: self.at_most,
        };
        if times.at_most.is_some_and(|most| most < times.at_least) {
            return Err(ApiError::invalid("at_most", "it is less than `at_least`"));
        }
        if times.at_least == 0 && times.at_most.is_none() && self.value.is_none() {
            return Err(
                ApiError::invalid("at_least", "everybody did it at least 0 times")
                    .hint("leave it out for at least once, or give `at_most`"),
            );
        }
        Ok(times)
    }

    fn check_in_any(&self, times: Times) -> Result<(), ApiError> {
        if times.at_least < 2 {
            let message = "a single time lies within any span";
            return Err(ApiError::invalid("in_any", message)
                .hint("give `at_least` 2 or more, or leave it out"));
        }
        let (with, is_there) = match () {
            () if times.at_most.is_some() => ("at_most", true),
            () => ("value", self.value.is_some()),
        };
        if is_there {
            let message = format!("it can't be held together with `{with}`");
            return Err(
                ApiError::invalid("in_any", message).hint("write two conditions, joined by `all`")
            );
        }
        Ok(())
    }
}

impl WorthWire {
    fn to_worth(&self) -> Result<Worth, ApiError> {
        const AT: &str = "value";
        let currency = Currency::parse(&self.currency);
        let currency = currency.map_err(|error| ApiError::invalid("currency", error).inside(AT))?;
        let minor = |text: &Option<String>, field: &str| {
            let money = text
                .as_ref()
                .map(|text| Money::parse_decimal(text, currency));
            let money = money.transpose();
            let money = money.map_err(|error| ApiError::invalid(field, error).inside(AT))?;
            Ok::<_, ApiError>(money.map(|money| money.minor))
        };
        let worth = Worth {
            currency,
            at_least: minor(&self.at_least, "at_least")?,
            at_most: minor(&self.at_most, "at_most")?,
        };
        match (worth.at_least, worth.at_most) {
            (None, None) => Err(ApiError::invalid(AT, "it says no bound")
                .hint(r#"give `at_least` or `at_most`, such as "100.00""#)),
            (Some(least), Some(most)) if most < least => {
                Err(ApiError::invalid("at_most", "it is less than `at_least`").inside(AT))
            }
            _ => Ok(worth),
        }
    }
}

impl SequenceWire {
    fn to_sequence(&self, zone: &Zone) -> Result<Sequence, ApiError> {
        if !(2..=MAX_SEQUENCE).contains(&self.sequence.len()) {
            let message = format!("a sequence has 2 to {MAX_SEQUENCE} steps");
            return Err(ApiError::invalid("sequence", message));
        }
        let target = |(at, step): (usize, &StepWire)| {
            let target = step.to_target(zone);
            target.map_err(|error| error.inside(&format!("sequence[{at}]")))
        };
        let within: Span =
            scalar::span(self.within.as_deref().unwrap_or(DEFAULT_WITHIN), "within")?;
        Ok(Sequence {
            steps: self
                .sequence
                .iter()
                .enumerate()
                .map(target)
                .collect::<Result<_, _>>()?,
            within,
            when: when(self.range.as_ref(), zone)?,
        })
    }
}

/// A range whose ends can be told in the zone, whenever it is asked for.
fn when(range: Option<&RangeWire>, zone: &Zone) -> Result<Range, ApiError> {
    const SOME_NOW: Time = Time::from_micros(1_767_225_600_000_000);
    let range = range.map(|range| range.to_range("range"));
    let range = range.transpose()?.unwrap_or_default();
    match range.resolve(SOME_NOW, zone) {
        Ok(_) => Ok(range),
        Err(error) => Err(ApiError::new(Code::InvalidRange, error).at("range")),
    }
}

fn told(filter: &FilterWire, zone: &Zone) -> Result<Told, ApiError> {
    let (property, condition) = filter
        .of_person(zone)
        .map_err(|error| error.inside("person"))?;
    Ok(Told {
        property,
        condition,
    })
}
