//! Why a row or a message is no event. Bad events are data, not errors.

use std::fmt;

use crate::limits::cut;

/// The kinds of fault a row or a message can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectReason {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A line or message that is not JSON.
    NotJson,
    /// A line or message that is JSON, but not an object.
    NotAnObject,
    /// Lists and objects nested too deep.
    TooDeep,
    /// Fewer values than the header has names.
    TooFewColumns,
    /// More values than the header has names.
    TooManyColumns,
    /// Without an event name.
    MissingEvent,
    /// Without an event time.
    MissingTime,
    /// A time that can't be read.
    BadTime,
    /// More than a day ahead of the import or arrival.
    FutureTime,
    /// Not a finite number.
    BadNumber,
    /// Neither true nor false.
    BadBoolean,
    /// An amount of money that can't be read.
    BadValue,
    /// No ISO 4217 currency.
    BadCurrency,
    /// Neither client, server nor provider.
    BadTrust,
    /// An event id that is not 32 hexadecimal digits.
    BadEventId,
    /// A list, an object or an inexact number where text belongs.
    BadText,
    /// A row, message, name, id or text over its limit.
    TooLarge,
    /// More properties than an event may have.
    TooManyProperties,
    /// A line of no known message shape among lines that have one, or a message of no known type.
    UnsupportedShape,
    /// An identify or alias call that does not say whom it is about.
    MissingId,
    /// An alias call that would make one person of two known users, without the right to.
    AliasOfKnownUser,
    /// A fact about no entity, or one that says nothing that is known.
    BadFact,
    /// A fact that came with a write key.
    FactByWriteKey,
    /// A request's body of which no message can be read.
    UnreadableBody,
}

impl RejectReason {
    /// The code in lists of rejects and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not_utf8",
            Self::NotJson => "not_json",
            Self::NotAnObject => "not_an_object",
            Self::TooDeep => "too_deep",
            Self::TooFewColumns => "too_few_columns",
            Self::TooManyColumns => "too_many_columns",
            Self::MissingEvent => "missing_event",
            Self::MissingTime => "missing_time",
            Self::BadTime => "bad_time",
            Self::FutureTime => "future_time",
            Self::BadNumber => "bad_number",
            Self::BadBoolean => "bad_boolean",
            Self::BadValue => "bad_value",
            Self::BadCurrency => "bad_currency",
            Self::BadTrust => "bad_trust",
            Self::BadEventId => "bad_event_id",
            Self::BadText => "bad_text",
            Self::TooLarge => "too_large",
            Self::TooManyProperties => "too_many_properties",
            Self::UnsupportedShape => "unsupported_shape",
            Self::MissingId => "missing_id",
            Self::AliasOfKnownUser => "alias_of_known_user",
            Self::BadFact => "bad_fact",
            Self::FactByWriteKey => "fact_by_write_key",
            Self::UnreadableBody => "unreadable_body",
        }
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row or message that is no event, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {detail}")]
pub struct Rejection {
    /// The kind of fault.
    pub reason: RejectReason,
    /// The fault itself, with the field and the value, and the way out if there is one.
    pub detail: String,
}

impl Rejection {
    /// A rejection for `reason`.
    pub fn new(reason: RejectReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}

/// A value as details quote it: short, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let short = cut(text, 80);
    let mark = if short.len() < text.len() { "…" } else { "" };
    let flat: String = short
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("`{flat}{mark}`")
}
