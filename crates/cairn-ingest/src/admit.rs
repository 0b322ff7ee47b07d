//! What an event's parts must be to be admitted, whichever dialect they come from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use cairn_core::event::Trust;
use cairn_core::id::EventId;
use cairn_core::money::{Currency, Money, MoneyError};
use cairn_core::time::{CivilFormat, Span, Time, Zone, parse_time};
use cairn_core::value::{Number, Value};

use crate::fields::Field;
use crate::limits::{
    MAX_EVENT_NAME_BYTES, MAX_ID_BYTES, MAX_PROPERTIES, MAX_PROPERTY_NAME_BYTES, MAX_TEXT_BYTES,
};
use crate::rejection::{RejectReason, Rejection, quoted};

/// What an import knows beside the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Defaults {
    /// The zone of times without an offset.
    pub timezone: Zone,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// When the import began: the `received_at` of its events.
    pub received_at: Time,
    /// Where the events come from, unless they say so: the file's name.
    pub source: String,
}

/// How far ahead of its arrival an event may lie (semantics S2).
const FUTURE_TOLERANCE: Span = Span::from_seconds(86_400);

pub(crate) fn event_name(text: Option<Cow<'_, str>>) -> Result<String, Rejection> {
    let name = text
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| Rejection::new(RejectReason::MissingEvent, "there is no event name"))?;
    check_size("event", &name, MAX_EVENT_NAME_BYTES)?;
    Ok(name.into_owned())
}

/// An id, kept verbatim; white space alone is none.
pub(crate) fn id(name: &str, text: Option<Cow<'_, str>>) -> Result<Option<String>, Rejection> {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            check_size(name, &text, MAX_ID_BYTES)?;
            Ok(Some(text.into_owned()))
        }
        None => Ok(None),
    }
}

/// The text of a field that names something: a list, an object or a number that lost digits is none.
pub(crate) fn text<'a>(name: &str, field: Field<'a>) -> Result<Cow<'a, str>, Rejection> {
    let bad = |fault: &str| Rejection::new(RejectReason::BadText, format!("`{name}` is {fault}"));
    if field.lost_digits() {
        return Err(bad(
            "a number too large to be exact: send it as text, in quotes",
        ));
    }
    field
        .text()
        .ok_or_else(|| bad("a list or an object, where text belongs"))
}

pub(crate) fn event_id(text: &str) -> Result<EventId, Rejection> {
    EventId::parse(text.trim()).ok_or_else(|| {
        Rejection::new(
            RejectReason::BadEventId,
            format!(
                "event_id {} is not 32 hexadecimal digits: an id of another form belongs in message_id",
                quoted(text)
            ),
        )
    })
}

/// The instant a field means.
pub(crate) fn time(
    name: &str,
    field: Field<'_>,
    format: &CivilFormat,
    zone: &Zone,
) -> Result<Time, Rejection> {
    if let Field::Typed(Value::Time(time)) = field {
        return Ok(*time);
    }
    let text = field.text().ok_or_else(|| {
        Rejection::new(
            RejectReason::BadTime,
            format!("`{name}` is a list or an object, where a time belongs"),
        )
    })?;
    time_of_text(name, &text, format, zone)
}

pub(crate) fn time_of_text(
    name: &str,
    text: &str,
    format: &CivilFormat,
    zone: &Zone,
) -> Result<Time, Rejection> {
    parse_time(text, format, zone)
        .map_err(|error| Rejection::new(RejectReason::BadTime, format!("{name}: {error}")))
}

pub(crate) fn missing_time() -> Rejection {
    Rejection::new(RejectReason::MissingTime, "the row has no event time")
}

/// Whether a time lies more than a day after the arrival.
pub(crate) fn lies_in_future(event_time: Time, received_at: Time) -> bool {
    event_time > received_at.plus(FUTURE_TOLERANCE)
}

/// Refuses a row's time that lies more than a day after the import.
pub(crate) fn not_in_future(event_time: Time, received_at: Time) -> Result<(), Rejection> {
    if !lies_in_future(event_time, received_at) {
        return Ok(());
    }
    Err(Rejection::new(
        RejectReason::FutureTime,
        format!("{event_time} lies more than 24 h after the import ({received_at})"),
    ))
}

pub(crate) fn currency(text: &str) -> Result<Currency, Rejection> {
    Currency::parse(text.trim())
        .map_err(|error| Rejection::new(RejectReason::BadCurrency, error.to_string()))
}

/// The amount a field means.
pub(crate) fn amount(name: &str, field: Field<'_>, currency: Currency) -> Result<Money, Rejection> {
    money(&amount_text(name, field)?, currency)
}

/// The text of an amount. A float's digits are the shortest that mean the same float.
pub(crate) fn amount_text<'a>(name: &str, field: Field<'a>) -> Result<Cow<'a, str>, Rejection> {
    field.text().ok_or_else(|| {
        Rejection::new(
            RejectReason::BadValue,
            format!("`{name}` is a list or an object, where an amount belongs"),
        )
    })
}

/// An amount in decimal text, with or without an exponent.
pub(crate) fn money(text: &str, currency: Currency) -> Result<Money, Rejection> {
    let plain = without_exponent(text.trim());
    Money::parse_decimal(&plain, currency).map_err(|error| {
        let fault = match error {
            MoneyError::TooLarge(_) => "is too large for 64 bits of minor units".to_owned(),
            _ => "is not an amount: expected digits with a decimal point, such as 49.90".to_owned(),
        };
        Rejection::new(
            RejectReason::BadValue,
            format!("value {} {fault}", quoted(text)),
        )
    })
}

/// `1.5e3` as `1500`: exact, since only the point moves. Any other text comes back as it is.
fn without_exponent(text: &str) -> Cow<'_, str> {
    moved_point(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn moved_point(text: &str) -> Option<String> {
    // No amount of money that fits its type lies outside.
    const LIMIT: usize = 400;
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent: isize = exponent.parse().ok()?;
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || exponent.unsigned_abs() > LIMIT {
        return None;
    }
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let point = isize::try_from(whole.len()).ok()?.checked_add(exponent)?;
    Some(match usize::try_from(point) {
        Err(_) => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs())),
        Ok(point) if point >= digits.len() => {
            format!("{sign}{digits}{}", "0".repeat(point - digits.len()))
        }
        Ok(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    })
}

pub(crate) fn trust(text: &str) -> Result<Trust, Rejection> {
    Trust::parse(text.trim()).ok_or_else(|| {
        Rejection::new(
            RejectReason::BadTrust,
            format!("trust {} is none of client, server, provider", quoted(text)),
        )
    })
}

/// Puts a property or a context value in its place, within the limits.
pub(crate) fn put(
    values: &mut BTreeMap<String, Value>,
    name: &str,
    value: Value,
) -> Result<(), Rejection> {
    if name.len() > MAX_PROPERTY_NAME_BYTES {
        return Err(Rejection::new(
            RejectReason::TooLarge,
            format!(
                "the property name {} is longer than {MAX_PROPERTY_NAME_BYTES} bytes",
                quoted(name)
            ),
        ));
    }
    match &value {
        Value::String(text) | Value::Json(text) => check_size(name, text, MAX_TEXT_BYTES)?,
        Value::Number(Number::Float(float)) if !float.is_finite() => {
            return Err(Rejection::new(
                RejectReason::BadNumber,
                format!("`{name}` is {float}, not a finite number"),
            ));
        }
        _ => {}
    }
    values.insert(name.to_owned(), value);
    if values.len() > MAX_PROPERTIES {
        return Err(Rejection::new(
            RejectReason::TooManyProperties,
            format!("there are more than {MAX_PROPERTIES} properties"),
        ));
    }
    Ok(())
}

pub(crate) fn check_size(name: &str, text: &str, limit: usize) -> Result<(), Rejection> {
    if text.len() <= limit {
        return Ok(());
    }
    Err(Rejection::new(
        RejectReason::TooLarge,
        format!(
            "{} has {} bytes, more than the {limit} allowed",
            quoted(name),
            text.len()
        ),
    ))
}

#[cfg(test)]
mod tests;
