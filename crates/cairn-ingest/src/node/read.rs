//! The short way from text to a node, for messages as SDKs write them.
//!
//! It takes the structure, plain texts and short whole numbers itself and leaves every other text and number
//! to serde_json. Where it is not sure it gives up, and serde_json reads the whole and says what is wrong.

use std::borrow::Cow;

use serde_json::Number;

use super::{Node, Object};
use crate::json_text::text_end;
use crate::limits::MAX_JSON_DEPTH;

/// A text that is nothing but one JSON value; `None` if it is not, or if this way is too short for it.
pub(super) fn read(text: &str) -> Option<Node<'_>> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(MAX_JSON_DEPTH)?;
    reader.next().is_none().then_some(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next byte that is not white space; it is not stepped over.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    /// Steps over the next byte if it is this one.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// `levels` is how many lists and objects may still be entered.
    fn value(&mut self, levels: usize) -> Option<Node<'a>> {
        match self.next()? {
            b'"' => self.string().map(Node::Text),
            b'{' => self.object(levels.checked_sub(1)?),
            b'[' => self.list(levels.checked_sub(1)?),
            b't' => self.word("true", Node::Boolean(true)),
            b'f' => self.word("false", Node::Boolean(false)),
            b'n' => self.word("null", Node::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, levels: usize) -> Option<Node<'a>> {
        const USUAL: usize = 8;
        self.at += 1;
        if self.take(b'}') {
            return Some(Node::Object(Object::default()));
        }
        let mut entries = Vec::with_capacity(USUAL);
        loop {
            if self.next() != Some(b'"') {
                return None;
            }
            let name = self.string()?;
            if !self.take(b':') {
                return None;
            }
            entries.push((name, self.value(levels)?));
            if self.take(b'}') {
                return Some(Node::Object(Object::without_repeats(entries)));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn list(&mut self, levels: usize) -> Option<Node<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Some(Node::List(items));
        }
        loop {
            items.push(self.value(levels)?);
            if self.take(b']') {
                return Some(Node::List(items));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let (end, is_plain) = text_end(self.text.as_bytes(), start)?;
        self.at = end;
        if is_plain {
            return Some(Cow::Borrowed(self.text.get(start + 1..end - 1)?));
        }
        let escaped = self.text.get(start..end)?;
        serde_json::from_str(escaped).ok().map(Cow::Owned)
    }

    fn word(&mut self, word: &str, meant: Node<'a>) -> Option<Node<'a>> {
        let has_word = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        has_word.then_some(meant)
    }

    fn number(&mut self) -> Option<Node<'a>> {
        let rest = &self.text.as_bytes()[self.at..];
        let belongs = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let len = rest.iter().take_while(|byte| belongs(byte)).count();
        let start = self.at;
        self.at += len;
        let text = self.text.get(start..self.at)?;
        let number = match short_whole_number(text.as_bytes()) {
            Some(number) => Number::from(number),
            None => serde_json::from_str(text).ok()?,
        };
        Some(Node::Number(number))
    }
}

/// A number of at most 18 digits, without sign and leading zeros.
fn short_whole_number(digits: &[u8]) -> Option<u64> {
    const MOST: usize = 18;
    let is_short = (1..=MOST).contains(&digits.len());
    let is_plain = digits.iter().all(u8::is_ascii_digit);
    let leads_with_zero = digits.len() > 1 && digits.first() == Some(&b'0');
    (is_short && is_plain && !leads_with_zero).then(|| {
        let digits = digits.iter().map(|digit| u64::from(digit - b'0'));
        digits.fold(0, |number, digit| number * 10 + digit)
    })
}
