//! Where a text in JSON ends.

/// The first place from `at` on whose byte ends or escapes a text, or may not stand in one: a quote, a
/// backslash or a control character.
///
/// Eight bytes at a time, for the texts of messages are too short for a search that has to be set up. A
/// byte of a word is zero where `(word - 0x01…) & !word & 0x80…` has its high bit set; a borrow can set
/// further bits above the first one only (Mycroft, "Test whether a word has a zero byte", 1987).
pub(crate) fn next_special(bytes: &[u8], mut at: usize) -> Option<usize> {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    const QUOTES: u64 = EACH * b'"' as u64;
    const BACKSLASHES: u64 = EACH * b'\\' as u64;
    const BLANKS: u64 = EACH * b' ' as u64;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let zero_in = |word: u64| word.wrapping_sub(EACH) & !word;
        let below_blank = word.wrapping_sub(BLANKS) & !word;
        let found = zero_in(word ^ QUOTES) | zero_in(word ^ BACKSLASHES) | below_blank;
        let found = found & HIGH;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
    let rest = bytes.get(at..)?;
    rest.iter().position(is_special).map(|n| at + n)
}

/// The place behind the text whose opening quote stands at `at`, and whether it is plain: without escapes
/// and without control characters, which JSON forbids. `None` if it has no end.
pub(crate) fn text_end(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let mut from = at + 1;
    let mut is_plain = true;
    loop {
        let special = next_special(bytes, from)?;
        match bytes[special] {
            b'"' => return Some((special + 1, is_plain)),
            b'\\' => from = special + 2,
            _ => from = special + 1,
        }
        is_plain = false;
    }
}

#[cfg(test)]
mod tests;
