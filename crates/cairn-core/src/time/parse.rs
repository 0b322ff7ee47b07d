//! Text to instants.

use jiff::civil;

use super::{Time, Zone};

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a time: {expected}")]
pub struct TimeParseError {
    text: String,
    expected: String,
}

/// How a text spells its time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CivilFormat {
    /// ISO 8601 / RFC 3339, with `T` or a space, with or without an offset or a time of day.
    #[default]
    Iso,
    /// A `strptime` pattern, such as `%d.%m.%Y %H:%M`.
    Pattern(String),
    /// Seconds since 1970, decimals allowed.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
    /// Microseconds since 1970.
    UnixMicros,
}

/// Parses an instant. A time without an offset is civil time of `zone`: a time the clock skips is moved
/// forward by the gap, a time it shows twice is the first of the two.
pub fn parse_time(text: &str, format: &CivilFormat, zone: &Zone) -> Result<Time, TimeParseError> {
    let text = text.trim();
    let parsed = match format {
        CivilFormat::Iso => parse_iso(text, zone),
        CivilFormat::Pattern(pattern) => parse_pattern(text, pattern, zone),
        CivilFormat::UnixSeconds => parse_unix(text, 6),
        CivilFormat::UnixMillis => parse_unix(text, 3),
        CivilFormat::UnixMicros => parse_unix(text, 0),
    };
    parsed.ok_or_else(|| TimeParseError {
        text: text.chars().take(80).collect(),
        expected: match format {
            CivilFormat::Iso => {
                "expected a form such as 2026-01-31T17:59:13Z or 2026-01-31 17:59:13".to_owned()
            }
            CivilFormat::Pattern(pattern) => format!("expected the form {pattern}"),
            CivilFormat::UnixSeconds => "expected seconds since 1970".to_owned(),
            CivilFormat::UnixMillis => "expected milliseconds since 1970".to_owned(),
            CivilFormat::UnixMicros => "expected microseconds since 1970".to_owned(),
        },
    })
}

/// The first instant of a day written `2026-01-31`, in `zone`.
pub fn parse_day(text: &str, zone: &Zone) -> Option<Time> {
    let date: civil::Date = text.parse().ok()?;
    (text.len() == "2026-01-31".len()).then_some(())?;
    zone.instant_of(date.at(0, 0, 0, 0))
}

fn parse_iso(text: &str, zone: &Zone) -> Option<Time> {
    // Many exports end a UTC time with a spelled-out zone, which is not ISO 8601.
    if let Some(civil_text) = text.strip_suffix(" UTC") {
        return parse_iso(civil_text, &Zone::utc());
    }
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Some(Time::from_micros(timestamp.as_microsecond()));
    }
    // `2026-01-31T10:00:00[Europe/Berlin]` names its zone without an offset.
    if text.contains('[') {
        let zoned: jiff::Zoned = text.parse().ok()?;
        return Some(Time::from_micros(zoned.timestamp().as_microsecond()));
    }
    let civil: civil::DateTime = text.parse().ok()?;
    zone.instant_of(civil)
}

fn parse_pattern(text: &str, pattern: &str, zone: &Zone) -> Option<Time> {
    let parts = jiff::fmt::strtime::parse(pattern, text).ok()?;
    if let Ok(timestamp) = parts.to_timestamp() {
        return Some(Time::from_micros(timestamp.as_microsecond()));
    }
    let civil = match parts.to_datetime() {
        Ok(civil) => civil,
        Err(_) => parts.to_date().ok()?.at(0, 0, 0, 0),
    };
    zone.instant_of(civil)
}

/// `decimals` is how many decimal places of the unit make a microsecond.
fn parse_unix(text: &str, decimals: usize) -> Option<Time> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    if unsigned.is_empty() || !digits(unsigned) || !digits(fraction) {
        return None;
    }
    let scale = 10_i64.pow(u32::try_from(decimals).ok()?);
    let whole_micros = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    let kept = &fraction[..fraction.len().min(decimals)];
    let fraction_micros = format!("{kept:0<decimals$}").parse::<i64>().unwrap_or(0);
    let signed_fraction = if whole.starts_with('-') {
        -fraction_micros
    } else {
        fraction_micros
    };
    let micros = whole_micros.checked_add(signed_fraction)?;
    jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(Time::from_micros(micros))
}

#[cfg(test)]
mod tests;
