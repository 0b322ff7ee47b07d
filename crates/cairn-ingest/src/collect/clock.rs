//! When a message's event happened (semantics S2).

use cairn_core::time::{CivilFormat, Time};

use super::arrival::Arrival;
use crate::admit;
use crate::fields::Field;
use crate::messages::part::field;
use crate::node::Object;
use crate::rejection::{RejectReason, Rejection};

/// How far apart two clocks may be corrected, in microseconds: 24 h.
const MAX_CORRECTION: i64 = 86_400 * cairn_core::time::MICROS_PER_SECOND;

/// A message's times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    /// When it happened, by our clock.
    pub(super) event_time: Time,
    /// When it happened, by the sender's.
    pub(super) client_time: Option<Time>,
    /// When it was sent, by the sender's.
    pub(super) sent_at: Option<Time>,
}

/// The times of a message in an envelope that was sent at `envelope_sent_at`.
///
/// RudderStack's SDKs add `originalTimestamp`, the time of the call, beside a `timestamp` that the caller gave:
/// what was given goes first. A message without a time happened when it arrived.
pub(super) fn times(
    message: &Object<'_>,
    envelope_sent_at: Option<Time>,
    arrival: &Arrival,
) -> Result<Times, Rejection> {
    let read = |name: &'static str, field: Field<'_>| {
        admit::time(name, field, &CivilFormat::Iso, &arrival.timezone)
    };
    let given = |name: &'static str| {
        let is_blank = |field: &Field<'_>| field.text().is_some_and(|text| text.trim().is_empty());
        field(message, name).filter(|field| !is_blank(field))
    };
    let client_time = ["timestamp", "originalTimestamp"]
        .into_iter()
        .find_map(|name| Some(read(name, given(name)?)))
        .transpose()?;
    let own_sent_at = given("sentAt").and_then(|field| read("sentAt", field).ok());
    let sent_at = own_sent_at.or(envelope_sent_at);
    let event_time = match client_time {
        Some(client_time) => corrected(client_time, sent_at, arrival.received_at),
        None => arrival.received_at,
    };
    if admit::lies_in_future(event_time, arrival.received_at) {
        return Err(Rejection::new(
            RejectReason::FutureTime,
            format!(
                "{event_time} lies more than 24 h after the arrival ({})",
                arrival.received_at
            ),
        ));
    }
    Ok(Times {
        event_time,
        client_time,
        sent_at,
    })
}

/// `client_time + clamp(received_at − sent_at, ±24 h)`. The way of the message counts as a fault of the
/// sender's clock: it is short against what such clocks are off.
fn corrected(client_time: Time, sent_at: Option<Time>, received_at: Time) -> Time {
    let Some(sent_at) = sent_at else {
        return client_time;
    };
    let behind = received_at.micros().saturating_sub(sent_at.micros());
    let behind = behind.clamp(-MAX_CORRECTION, MAX_CORRECTION);
    let corrected = client_time.micros().saturating_add(behind);
    // The calendar ends at the year −9999; a time at its very edge stays where it is.
    match jiff::Timestamp::from_microsecond(corrected) {
        Ok(_) => Time::from_micros(corrected),
        Err(_) => client_time,
    }
}

#[cfg(test)]
mod tests;
