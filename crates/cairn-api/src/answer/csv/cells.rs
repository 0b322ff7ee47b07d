//! Cells that rows of several kinds share.

use serde_json::Value as Json;

use crate::answer::{DifferenceWire, RateWire};
use crate::defused::defused;
use crate::scalar::MoneyWire;

/// The breakdown cell of rows for the whole.
pub(super) const WHOLE: &str = "(all)";
/// The breakdown cell of rows where the property was not set.
const UNSET: &str = "(not set)";

/// A header line.
pub(super) fn header(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

pub(super) fn rate_cells(rate: Option<&RateWire>) -> [String; 5] {
    [
        optional(rate.map(|rate| rate.value).as_ref()),
        optional(rate.map(|rate| rate.low).as_ref()),
        optional(rate.map(|rate| rate.high).as_ref()),
        optional(rate.map(|rate| rate.numerator).as_ref()),
        optional(rate.map(|rate| rate.denominator).as_ref()),
    ]
}

pub(super) fn difference_cells(difference: Option<&DifferenceWire>) -> [String; 3] {
    [
        optional(difference.map(|difference| difference.value).as_ref()),
        optional(difference.map(|difference| difference.low).as_ref()),
        optional(difference.map(|difference| difference.high).as_ref()),
    ]
}

pub(super) fn money_cells(value: Option<&MoneyWire>, amounts: &[MoneyWire]) -> [String; 3] {
    let sums: Vec<String> = amounts
        .iter()
        .map(|money| format!("{} {}", money.minor, money.currency))
        .collect();
    [
        optional(value.map(|money| money.minor).as_ref()),
        value
            .map(|money| money.currency.clone())
            .unwrap_or_default(),
        sums.join("; "),
    ]
}

pub(super) fn optional(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A text that others chose: names, ids, values. What Cairn writes itself, numbers above all, needs none.
pub(super) fn text(text: &str) -> String {
    defused(text).into_owned()
}

pub(super) fn optional_text(value: Option<&String>) -> String {
    value.map(|value| text(value)).unwrap_or_default()
}

pub(super) fn label(value: &Json) -> String {
    match value {
        Json::Null => UNSET.to_owned(),
        Json::String(value) => text(value),
        other => other.to_string(),
    }
}
