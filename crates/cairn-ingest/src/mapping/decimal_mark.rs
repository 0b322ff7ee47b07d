//! How numbers of a file are spelled: with a point or with a comma before their fraction.

use std::borrow::Cow;

/// What stands before the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// `1234.56`, without separators of thousands.
    #[default]
    Point,
    /// `1234,56`, also `1.234,56`, as in most of Europe.
    Comma,
}

impl DecimalMark {
    /// Reads `.` or `,`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "." => Some(Self::Point),
            "," => Some(Self::Comma),
            _ => None,
        }
    }

    /// The number as it is spelled with a point; `None` if it is not spelled with this mark.
    pub(crate) fn pointed(self, text: &str) -> Option<Cow<'_, str>> {
        let trimmed = text.trim();
        if self == Self::Point {
            return Some(Cow::Borrowed(trimmed));
        }
        let (sign, unsigned) = match trimmed.strip_prefix(['-', '+']) {
            Some(rest) => (&trimmed[..1], rest),
            None => ("", trimmed),
        };
        let (whole, fraction) = match unsigned.split_once(',') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let mut groups = whole.split('.');
        let first = groups.next().filter(|first| is_digits(first))?;
        let are_thousands = |group: &str| group.len() == 3 && is_digits(group);
        let is_grouped = whole.contains('.');
        if (is_grouped && first.len() > 3)
            || !groups.all(are_thousands)
            || !fraction.is_none_or(is_digits)
        {
            return None;
        }
        let whole = whole.replace('.', "");
        let pointed = match fraction {
            Some(fraction) => format!("{sign}{whole}.{fraction}"),
            None => format!("{sign}{whole}"),
        };
        Some(Cow::Owned(pointed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_the_mark_and_points_part_thousands() {
        let cases = [
            ("148,34", Some("148.34")),
            ("-0,5", Some("-0.5")),
            ("+7", Some("+7")),
            ("1.234,56", Some("1234.56")),
            ("12.345.678", Some("12345678")),
            (" 9,90 ", Some("9.90")),
            // Not as it is written with a comma: better refused than a hundred times as much.
            ("148.34", None),
            ("1234.567,8", None),
            ("1.23,4", None),
            ("1,2,3", None),
            ("1,", None),
            (",5", None),
            ("", None),
            ("free", None),
            ("1,5e3", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                DecimalMark::Comma.pointed(text).as_deref(),
                expected,
                "{text}"
            );
            let as_it_is = DecimalMark::Point.pointed(text);
            assert_eq!(as_it_is.as_deref(), Some(text.trim()));
        }
    }
}
