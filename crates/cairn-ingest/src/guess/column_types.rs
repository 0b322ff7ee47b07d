//! The types of columns of text.

use crate::mapping::ColumnType;

/// The type that every sampled text has and gives back unchanged; `None` for text. `007`, `+5` and numbers
/// of more than 15 digits are texts: as numbers they would lose something.
pub(super) fn of_texts(texts: &[&str]) -> Option<ColumnType> {
    let boolean =
        |text: &&str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
    if texts.is_empty() {
        None
    } else if texts.iter().all(|text| is_number(text)) {
        Some(ColumnType::Number)
    } else if texts.iter().all(boolean) {
        Some(ColumnType::Boolean)
    } else {
        None
    }
}

fn is_number(text: &str) -> bool {
    const EXACT_DIGITS: usize = 15;
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = unsigned.split('.').next().unwrap_or("");
    let plain_whole = whole == "0" || whole.starts_with(|c: char| ('1'..='9').contains(&c));
    let significant = unsigned
        .trim_start_matches(['0', '.'])
        .bytes()
        .filter(u8::is_ascii_digit)
        .count();
    plain_whole && is_decimal(unsigned) && significant <= EXACT_DIGITS
}

/// Digits, with or without a sign and one point between digits.
pub(super) fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}
