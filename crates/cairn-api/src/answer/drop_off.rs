//! Where a funnel is worse than it should be, on the wire.

use std::borrow::Cow;

use cairn_core::answer::{DropOffAnswer, DropOffRow, Segment};
use cairn_core::event::PropertyRef;
use cairn_core::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::number::{DifferenceWire, RateWire, difference, rate};
use crate::scalar::MoneyWire;
use crate::value::{json_value, value_schema};

/// A segment at a step that it reaches less often than everybody else.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DropOffRowWire {
    /// The step, counted from 1.
    pub step: usize,
    /// What a reader calls the step.
    pub name: String,
    /// The property that makes the segment.
    pub property: String,
    /// Whose property it is: event or session.
    pub of: Cow<'static, str>,
    /// The segment's value; null where the property was not set.
    #[schema(schema_with = value_schema)]
    pub value: Json,
    /// Closed persons of the segment who went on from the step before.
    pub rate: RateWire,
    /// Those of everybody else.
    pub others: RateWire,
    /// `rate` − `others`.
    pub difference: DifferenceWire,
    /// How many more of the segment would have gone on at the rate of the others.
    pub excess_dropped: f64,
    /// What these would have brought by the average of the others; null without money or with several currencies.
    pub value_lost: Option<MoneyWire>,
    /// Two-sided p of equal rates.
    pub p: f64,
    /// Whether that is significant beside all comparisons made.
    pub significant: bool,
    /// Segments of later properties that are the very same persons at this step.
    pub same_as: Vec<SegmentWire>,
}

/// The persons of a funnel who have one value of a property.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SegmentWire {
    /// The property.
    pub property: String,
    /// Whose property it is: event or session.
    pub of: Cow<'static, str>,
    /// The value; null where the property was not set.
    #[schema(schema_with = value_schema)]
    pub value: Json,
}

pub(super) fn rows(answer: &DropOffAnswer) -> Vec<DropOffRowWire> {
    answer.rows.iter().map(row).collect()
}

fn row(row: &DropOffRow) -> DropOffRowWire {
    let SegmentWire {
        property,
        of,
        value,
    } = segment(&row.property, row.value.as_ref());
    let same = |same: &Segment| segment(&same.property, same.value.as_ref());
    DropOffRowWire {
        step: row.step,
        name: row.name.clone(),
        property,
        of,
        value,
        rate: rate(row.rate),
        others: rate(row.others),
        difference: difference(row.difference),
        excess_dropped: row.excess_dropped,
        value_lost: row.value_lost.map(|money| MoneyWire {
            minor: money.minor,
            currency: money.currency.code().to_owned(),
        }),
        p: row.p,
        significant: row.is_significant,
        same_as: row.same_as.iter().map(same).collect(),
    }
}

fn segment(property: &PropertyRef, value: Option<&Value>) -> SegmentWire {
    let (property, of) = match property {
        PropertyRef::Property(name) => (name.clone(), "event"),
        PropertyRef::Context(path) => (format!("context.{path}"), "event"),
        PropertyRef::Session(property) => (property.name(), "session"),
    };
    SegmentWire {
        property,
        of: Cow::Borrowed(of),
        value: json_value(value),
    }
}
