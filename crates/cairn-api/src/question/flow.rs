//! `flow`: what people do after or before something.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::PropertyRef;
use cairn_core::flow::{
    Direction, Flow, LabelProperty, Labels, MAX_COLUMNS, MAX_ROWS, PathsOf, Repeats,
};
use cairn_core::time::Zone;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::only;
use crate::error::{ApiError, Code};
use crate::scalar;
use crate::step::StepWire;

/// How many columns follow the anchor of a question that does not say.
pub(crate) const DEFAULT_COLUMNS: usize = 4;
/// How many names of a column a question tells that does not say.
pub(crate) const DEFAULT_ROWS: usize = 10;
/// How long the paths of persons are in a question that does not say.
pub(crate) const DEFAULT_WINDOW: &str = "1d";
/// The greatest number of names in one list, and of merged ones in all.
pub(crate) const MAX_NAMES: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowWire {
    anchor: Option<StepWire>,
    #[serde(default)]
    direction: DirectionWire,
    count: Option<String>,
    window: Option<String>,
    #[serde(alias = "depth")]
    columns: Option<usize>,
    rows: Option<usize>,
    #[serde(default)]
    repeats: RepeatsWire,
    by: Option<ByWire>,
    clean: Option<CleanWire>,
}

/// Which way paths go; the contract says forward and backward.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DirectionWire {
    #[default]
    #[serde(alias = "forward")]
    After,
    #[serde(alias = "backward")]
    Before,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RepeatsWire {
    #[default]
    Collapsed,
    Kept,
}

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a property such as {\"property\": \"context.page.path\"}"
)]
struct ByWire {
    property: String,
    events: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "an object such as {\"hide\": [\"scroll\"]}"
)]
struct CleanWire {
    hide: Option<Vec<String>>,
    only: Option<Vec<String>>,
    merge: Option<Vec<MergeWire>>,
}

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object such as {\"as\": \"browse\", \"names\": [\"view\", \"search\"]}"
)]
struct MergeWire {
    #[serde(rename = "as")]
    merged: String,
    names: Vec<String>,
}

/// Refuses what makes no sense of a flow; a null says nothing.
pub(super) fn check(object: &Map<String, Json>) -> Result<(), ApiError> {
    let is_given = |field: &str| scalar::is_given(object, field);
    if is_given("compare") {
        let error = ApiError::unsupported("compare", "a comparison of flows");
        return Err(error.hint("ask once for each range"));
    }
    if is_given("breakdown") {
        let error = ApiError::unsupported("breakdown", "a breakdown of flows");
        return Err(error.hint("ask with a filter for each value"));
    }
    Ok(())
}

/// Reads what a flow asks for, without the fields that every kind of question has.
pub(super) fn read(mut rest: Json, zone: &Zone) -> Result<Flow, ApiError> {
    if let Some(object) = rest.as_object_mut() {
        object.remove("breakdown");
    }
    scalar::read::<FlowWire>(rest)?.to_flow(zone)
}

impl FlowWire {
    fn to_flow(&self, zone: &Zone) -> Result<Flow, ApiError> {
        let anchor = self.anchor.as_ref().ok_or_else(|| {
            ApiError::invalid("anchor", "it has to say what paths begin with")
                .hint(r#""anchor": {"event": "cart"} or {"goal": "order"}"#)
        })?;
        let target = anchor.to_target(zone);
        Ok(Flow {
            name: anchor.name(),
            anchor: target.map_err(|error| error.inside("anchor"))?,
            direction: match self.direction {
                DirectionWire::After => Direction::After,
                DirectionWire::Before => Direction::Before,
            },
            of: self.of()?,
            repeats: match self.repeats {
                RepeatsWire::Collapsed => Repeats::Collapsed,
                RepeatsWire::Kept => Repeats::Kept,
            },
            columns: number("columns", self.columns, DEFAULT_COLUMNS, MAX_COLUMNS)?,
            rows: number("rows", self.rows, DEFAULT_ROWS, MAX_ROWS)?,
            labels: self.labels()?,
        })
    }

    fn of(&self) -> Result<PathsOf, ApiError> {
        if self.count.as_deref() == Some("persons") {
            let window = self.window.as_deref().unwrap_or(DEFAULT_WINDOW);
            let window = scalar::span(window, "window")?;
            return Ok(PathsOf::Persons { window });
        }
        only("count", self.count.as_deref(), "sessions", &["totals"])
            .map_err(|error| error.hint("use `sessions` or `persons`"))?;
        if self.window.is_some() {
            let message = "a path of a session ends with the session";
            return Err(ApiError::invalid("window", message)
                .hint(r#"leave it out, or add "count": "persons""#));
        }
        Ok(PathsOf::Sessions)
    }

    fn labels(&self) -> Result<Labels, ApiError> {
        let by = self.by.as_ref().map(ByWire::to_property).transpose();
        let by = by.map_err(|error| error.inside("by"))?;
        let nothing = CleanWire::default();
        let clean = self.clean.as_ref().unwrap_or(&nothing);
        clean.to_labels(by).map_err(|error| error.inside("clean"))
    }
}

/// A number of at least 1.
fn number(
    field: &str,
    given: Option<usize>,
    default: usize,
    most: usize,
) -> Result<usize, ApiError> {
    let number = given.unwrap_or(default);
    if number == 0 || number > most {
        let message = format!("a flow has 1 to {most} {field}");
        return Err(ApiError::new(Code::TooLarge, message).at(field));
    }
    Ok(number)
}

/// A list of names, each of which is there once.
fn names(list: &[String], field: &str) -> Result<BTreeSet<String>, ApiError> {
    if list.len() > MAX_NAMES {
        let message = format!("more than {MAX_NAMES} names");
        return Err(ApiError::new(Code::TooLarge, message).at(field));
    }
    if list.iter().any(String::is_empty) {
        return Err(ApiError::invalid(field, "a name is empty"));
    }
    Ok(list.iter().cloned().collect())
}

impl ByWire {
    fn to_property(&self) -> Result<LabelProperty, ApiError> {
        if self.property.is_empty() {
            return Err(ApiError::invalid("property", "the name is empty"));
        }
        let events = self.events.as_deref();
        let events = events.map(|events| names(events, "events")).transpose()?;
        if events.as_ref().is_some_and(BTreeSet::is_empty) {
            let message = "no event is called by the property";
            return Err(ApiError::invalid("events", message).hint("leave it out for all events"));
        }
        Ok(LabelProperty {
            property: PropertyRef::parse(&self.property),
            events,
        })
    }
}

impl CleanWire {
    fn to_labels(&self, by: Option<LabelProperty>) -> Result<Labels, ApiError> {
        let hide = names(self.hide.as_deref().unwrap_or_default(), "hide")?;
        let only = self.only.as_deref();
        let only = only.map(|only| names(only, "only")).transpose()?;
        if only.as_ref().is_some_and(BTreeSet::is_empty) {
            return Err(ApiError::invalid("only", "nothing would be left")
                .hint("leave it out to keep every name"));
        }
        if let Some(name) = { only.iter().flatten() }.find(|name| hide.contains(*name)) {
            let message = format!("`{name}` is in `hide` and in `only`");
            return Err(ApiError::invalid("only", message).hint("name it in one of them"));
        }
        let is_left_out = |name: &String| {
            hide.contains(name) || only.as_ref().is_some_and(|only| !only.contains(name))
        };
        let mut merge = BTreeMap::new();
        for (at, merged) in self.merge.iter().flatten().enumerate() {
            let inside = |error: ApiError| error.inside(&format!("merge[{at}]"));
            for name in merged.checked().map_err(inside)? {
                if is_left_out(&name) {
                    let message = format!("`{name}` is left out by `hide` or `only`");
                    let error = ApiError::invalid("names", message);
                    return Err(inside(error.hint("merge it or leave it out")));
                }
                if merge.insert(name.clone(), merged.merged.clone()).is_some() {
                    let error = ApiError::invalid("names", format!("`{name}` is merged twice"));
                    return Err(inside(error.hint("name it in one of the merges")));
                }
            }
        }
        if merge.len() > MAX_NAMES {
            let message = format!("more than {MAX_NAMES} names");
            return Err(ApiError::new(Code::TooLarge, message).at("merge"));
        }
        Ok(Labels {
            by,
            hide,
            only,
            merge,
        })
    }
}

impl MergeWire {
    /// The names that become one.
    fn checked(&self) -> Result<BTreeSet<String>, ApiError> {
        if self.merged.is_empty() {
            return Err(ApiError::invalid("as", "the name is empty"));
        }
        if self.names.is_empty() {
            return Err(ApiError::invalid("names", "there is nothing to merge"));
        }
        names(&self.names, "names")
    }
}

#[cfg(test)]
mod tests;
