//! A way through JSON text by its brackets and quotes alone.
//!
//! It tells where one value ends and the next begins, whatever stands between the brackets: numbers and
//! escapes that no parser takes stay inside their value. It holds no stack, so no depth can exhaust one.

use crate::json_text::text_end;

/// The text of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    /// How deep lists and objects lie inside one another in it, itself included.
    pub(super) depth: usize,
}

/// Where the text is not in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// What should stand there.
    pub(super) expected: &'static str,
    /// Bytes before it.
    pub(super) at: usize,
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Steps over the next byte if it is this one.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Steps to the next part of a list or an object that was entered, or out of it behind its last.
    pub(super) fn next_part(&mut self, close: u8, is_first: bool) -> Result<bool, Fault> {
        if self.take(close) {
            return Ok(false);
        }
        if !is_first && !self.take(b',') {
            return Err(self.fault("a comma or the closing bracket"));
        }
        Ok(true)
    }

    /// A member's name as it is written, without its quotes, and steps to its value.
    pub(super) fn name(&mut self) -> Result<&'a str, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a name in quotes"));
        }
        let start = self.at + 1;
        self.skip_text()?;
        let name = &self.text[start..self.at - 1];
        if !self.take(b':') {
            return Err(self.fault("a colon"));
        }
        Ok(name)
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Piece<'a>, Fault> {
        let first = self.peek();
        let start = self.at;
        let depth = match first {
            Some(b'{' | b'[') => self.skip_nested()?,
            Some(b'"') => {
                self.skip_text()?;
                0
            }
            _ => {
                self.skip_word();
                0
            }
        };
        if self.at == start {
            return Err(self.fault("a value"));
        }
        Ok(Piece {
            text: &self.text[start..self.at],
            depth,
        })
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fault("the end")),
        }
    }

    pub(super) fn fault(&self, expected: &'static str) -> Fault {
        Fault {
            expected,
            at: self.at,
        }
    }

    /// Steps behind the list or object that begins here; tells how deep it nests.
    fn skip_nested(&mut self) -> Result<usize, Fault> {
        let bytes = self.text.as_bytes();
        let (mut depth, mut deepest) = (0_usize, 0);
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_text()?;
                    continue;
                }
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(deepest);
            }
        }
        Err(self.fault("a closing bracket"))
    }

    /// Steps behind the text that begins here.
    fn skip_text(&mut self) -> Result<(), Fault> {
        match text_end(self.text.as_bytes(), self.at) {
            Some((end, _)) => {
                self.at = end;
                Ok(())
            }
            None => {
                self.at = self.text.len();
                Err(self.fault("a closing quote"))
            }
        }
    }

    /// Steps behind a number, true, false, null, or whatever stands in their place.
    fn skip_word(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:\"{}[]".contains(byte);
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests;
