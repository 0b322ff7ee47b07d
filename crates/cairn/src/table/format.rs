//! How numbers, rates and money are written for people.

use cairn_api::{DifferenceWire, MoneyWire, RateWire, TimeRangeWire};
use cairn_core::money::{Currency, decimal_text};
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::Value as Json;

/// A line under the header and nothing else.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table whose cells are shown as the text they are.
pub(super) struct Grid(Table);

impl Grid {
    /// A table with a header; the columns after the first `text_columns` are numbers.
    pub(super) fn new(header: &[&str], text_columns: usize) -> Self {
        let mut table = Table::new();
        table
            .load_style(STYLE)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(header.iter().map(|name| plain(name)));
        for column in table.column_iter_mut().skip(text_columns) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        Self(table)
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        self.0
            .add_row(cells.into_iter().map(|cell| plain(cell.as_ref())));
    }
}

impl std::fmt::Display for Grid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in self.0.lines() {
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Text from outside must not steer the terminal: control characters become visible.
pub(super) fn plain(text: &str) -> String {
    let visible = |c: char| {
        if c.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    text.chars().map(visible).collect()
}

/// A whole number with thin groups: `33,279`.
pub(super) fn count(number: u64) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A rate with its interval: `53.3 % (51.7–54.9)`.
pub(super) fn rate(rate: Option<&RateWire>) -> String {
    let Some(rate) = rate else {
        return String::new();
    };
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    format!(
        "{} % ({}–{})",
        percent(rate.value),
        percent(rate.low),
        percent(rate.high)
    )
}

/// A rate in whole percents with its interval, for narrow columns: `53 % (52–55)`. What is not nobody or everybody is
/// neither 0 nor 100.
pub(super) fn short_rate(rate: Option<&RateWire>) -> String {
    let Some(rate) = rate else {
        return String::new();
    };
    let percent = |share: f64| match format!("{:.0}", share * 100.0).as_str() {
        "0" if share > 0.0 => "<1".to_owned(),
        "100" if share < 1.0 => ">99".to_owned(),
        percent => percent.to_owned(),
    };
    format!(
        "{} % ({}–{})",
        percent(rate.value),
        percent(rate.low),
        percent(rate.high)
    )
}

/// A difference of rates in percentage points, with its interval: `+5.3 (1.2 to 9.4)`.
pub(super) fn difference(difference: Option<&DifferenceWire>) -> String {
    let Some(difference) = difference else {
        return String::new();
    };
    let points = |share: f64| share * 100.0;
    format!(
        "{:+.1} ({:+.1} to {:+.1})",
        points(difference.value),
        points(difference.low),
        points(difference.high)
    )
}

/// How long something took, by its two largest units: `2d 3h`, `45s`, `0.25s`.
pub(super) fn took(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(86_400.0, "d"), (3_600.0, "h"), (60.0, "m"), (1.0, "s")];
    if seconds < 1.0 {
        // Microseconds, without zeros that say nothing.
        let text = format!("{seconds:.6}");
        return format!("{}s", text.trim_end_matches('0').trim_end_matches('.'));
    }
    let mut left = seconds.floor();
    let mut told = Vec::new();
    let largest = UNITS.iter().position(|(size, _)| left >= *size);
    for (size, unit) in UNITS.iter().skip(largest.unwrap_or(0)).take(2) {
        let number = (left / size).floor();
        left -= number * size;
        if number > 0.0 {
            told.push(format!("{number}{unit}"));
        }
    }
    told.join(" ")
}

/// A range: `2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z`.
pub(super) fn between(range: &TimeRangeWire) -> String {
    format!("{} to {}", range.start, range.end)
}

/// A breakdown value.
pub(super) fn label(value: &Json) -> String {
    match value {
        Json::Null => "(not set)".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Money in major units: `530,748.00 EUR`; several currencies stand apart.
pub(super) fn money(value: Option<&MoneyWire>, amounts: &[MoneyWire]) -> String {
    let all: Vec<String> = value.into_iter().chain(amounts).map(one_amount).collect();
    all.join(" + ")
}

fn one_amount(money: &MoneyWire) -> String {
    let Ok(currency) = Currency::parse(&money.currency) else {
        return format!("{} {}", money.minor, money.currency);
    };
    let text = decimal_text(money.minor.into(), currency);
    let (sign, unsigned) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = unsigned
        .split_once('.')
        .map_or((unsigned, String::new()), |(w, f)| (w, format!(".{f}")));
    format!("{sign}{}{fraction} {}", grouped(whole), money.currency)
}

#[cfg(test)]
mod tests;
