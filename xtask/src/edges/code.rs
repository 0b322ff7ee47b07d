//! Rust source without its comments and texts, so that what is left is code.

/// The source with comments, string and character literals turned into blanks; lines stay lines.
pub(super) fn code_only(source: &str) -> String {
    let mut reader = Reader {
        rest: source,
        code: String::with_capacity(source.len()),
    };
    while let Some(first) = reader.rest.chars().next() {
        let literal = reader.literal_length();
        match literal {
            Some(length) => reader.blank(length),
            None => reader.keep(first),
        }
    }
    reader.code
}

struct Reader<'a> {
    rest: &'a str,
    code: String,
}

impl Reader<'_> {
    fn keep(&mut self, first: char) {
        self.code.push(first);
        self.rest = &self.rest[first.len_utf8()..];
    }

    fn blank(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at(length);
        let blanks = gone.chars().map(|c| if c == '\n' { '\n' } else { ' ' });
        self.code.extend(blanks);
        self.rest = rest;
    }

    /// The length in bytes of the comment, text or character that begins here, if one does.
    fn literal_length(&self) -> Option<usize> {
        let rest = self.rest;
        if rest.starts_with("//") {
            return Some(rest.find('\n').unwrap_or(rest.len()));
        }
        if rest.starts_with("/*") {
            return Some(block_comment_length(rest));
        }
        if rest.starts_with('"') {
            return Some(text_length(rest));
        }
        if rest.starts_with('\'') {
            return character_length(rest);
        }
        let is_inside_a_word = self
            .code
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if is_inside_a_word {
            return None;
        }
        let after_prefix = ["br", "cr", "r"]
            .into_iter()
            .find_map(|prefix| rest.strip_prefix(prefix))?;
        let raw = raw_text_length(after_prefix)?;
        Some(rest.len() - after_prefix.len() + raw)
    }
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `None` if the quote begins a lifetime.
fn character_length(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        let (escaped_at, escaped) = characters.next()?;
        let after = escaped_at + escaped.len_utf8();
        return rest[after..].find('\'').map(|at| after + at + 1);
    }
    let (second_at, second) = characters.next()?;
    (second == '\'').then_some(second_at + 1)
}

/// After the `r`: `"…"` or `#"…"#` with any number of signs.
fn raw_text_length(rest: &str) -> Option<usize> {
    let signs = rest.bytes().take_while(|b| *b == b'#').count();
    let text = rest[signs..].strip_prefix('"')?;
    let end = format!("\"{}", &rest[..signs]);
    let length = text.find(&end).map_or(text.len(), |at| at + end.len());
    Some(signs + 1 + length)
}

#[cfg(test)]
mod tests;
