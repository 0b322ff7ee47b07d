//! How sampled texts spell times.

use cairn_core::time::{CivilFormat, Time, Zone, parse_time};

use super::column_types::is_decimal;

/// What the texts of a column are as times.
#[derive(Debug, PartialEq)]
pub(super) enum Spelling {
    /// One format reads them.
    Known(CivilFormat),
    /// Day first and month first read them equally well.
    Ambiguous {
        /// The two patterns.
        formats: [String; 2],
        /// One of the texts.
        example: String,
    },
    /// No format reads them; one of the texts.
    Unknown(String),
}

/// 1971-01-01 and 2200-01-01: a pattern that reads other years has misread.
const PLAUSIBLE: std::ops::Range<i64> = 31_536_000_000_000..7_258_118_400_000_000;

const DATES: [&str; 15] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d.%m.%y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
];

const CLOCKS: [&str; 10] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    " %I:%M %p",
    " %I:%M:%S %p",
    ", %H:%M",
    ", %H:%M:%S",
    ", %I:%M %p",
    ", %I:%M:%S %p",
];

/// The format that reads nine in ten of the texts. No texts are ISO 8601 for want of evidence.
pub(super) fn spelling(texts: &[String]) -> Spelling {
    let Some(example) = texts.first() else {
        return Spelling::Known(CivilFormat::Iso);
    };
    if let Some(unix) = unix_format(texts) {
        return Spelling::Known(unix);
    }
    // A few bad times are bad rows; a format that most rows do not follow is not the file's.
    let enough = texts.len() / 2 + 1;
    if count_read(texts, &CivilFormat::Iso) >= enough {
        return Spelling::Known(CivilFormat::Iso);
    }
    let read: Vec<(usize, String)> = patterns_for(&texts[..texts.len().min(20)])
        .into_iter()
        .map(|pattern| {
            let format = CivilFormat::Pattern(pattern.clone());
            (count_read(texts, &format), pattern)
        })
        .filter(|(count, _)| *count >= enough)
        .collect();
    let most = read.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let best: Vec<String> = read
        .into_iter()
        .filter(|(count, _)| *count == most)
        .map(|(_, pattern)| pattern)
        .collect();
    // Where whole seconds read as many, the fraction of a second is idle.
    let is_idle = |pattern: &String| {
        let whole = pattern.strip_suffix("%.f").map(str::to_owned);
        whole.is_some_and(|whole| best.contains(&whole))
    };
    let mut distinct = best.iter().filter(|pattern| !is_idle(pattern)).cloned();
    match (distinct.next(), distinct.next()) {
        (Some(first), Some(second)) => Spelling::Ambiguous {
            formats: [first, second],
            example: example.clone(),
        },
        (Some(only), None) => Spelling::Known(CivilFormat::Pattern(only)),
        (None, _) => Spelling::Unknown(example.clone()),
    }
}

/// The unit that a plain number must have to lie between 1973 and 5138.
fn unix_format(texts: &[String]) -> Option<CivilFormat> {
    let unit = |text: &String| {
        let text = text.trim();
        let whole = text.split('.').next().filter(|_| is_decimal(text))?;
        match whole.trim_start_matches('0').len() {
            9..=11 => Some(CivilFormat::UnixSeconds),
            12..=14 => Some(CivilFormat::UnixMillis),
            15..=17 => Some(CivilFormat::UnixMicros),
            _ => None,
        }
    };
    let first = unit(texts.first()?)?;
    texts
        .iter()
        .all(|text| unit(text).as_ref() == Some(&first))
        .then_some(first)
}

/// The patterns that read at least one of the texts.
fn patterns_for(texts: &[String]) -> Vec<String> {
    let mut patterns = Vec::new();
    for clock in CLOCKS {
        for date in DATES {
            let pattern = format!("{date}{clock}");
            if count_read(texts, &CivilFormat::Pattern(pattern.clone())) > 0 {
                patterns.push(pattern);
            }
        }
    }
    patterns
}

fn count_read(texts: &[String], format: &CivilFormat) -> usize {
    let utc = Zone::utc();
    texts
        .iter()
        .filter_map(|text| parse_time(text, format, &utc).ok())
        .filter(|time| PLAUSIBLE.contains(&Time::micros(*time)))
        .count()
}
