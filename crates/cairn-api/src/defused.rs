//! Text in a CSV file that people open in a spreadsheet.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, or strips before one (OWASP, "CSV Injection").
const TRIGGERS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A text that no spreadsheet takes for a formula: with an apostrophe in front where it begins like one.
pub fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(TRIGGERS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of every character: what begins with it is as it was, or has an apostrophe in front and is whole behind it.
    #[test]
    fn no_text_begins_like_a_formula() {
        let mut changed = String::new();
        for character in '\0'..=char::MAX {
            for text in [format!("{character}1+1"), character.to_string()] {
                let told = defused(&text);
                if told == text {
                    continue;
                }
                assert_eq!(told.strip_prefix('\''), Some(text.as_str()));
                changed.push(character);
            }
        }
        assert_eq!(changed, "\t\t\n\n\r\r++--==@@");
        for text in ["", "'=1", " =1", "a=b", "1-1"] {
            assert_eq!(defused(text), text);
        }
    }
}
