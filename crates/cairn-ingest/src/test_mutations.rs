//! Seeded mutations for tests, and how long tests go on mutating.

use std::time::{Duration, Instant};

/// Runs a case over and over for five seconds, or for `CAIRN_FUZZ_SECONDS`.
pub(crate) fn for_a_while(mut case: impl FnMut()) {
    let seconds = std::env::var("CAIRN_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(5);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(seconds) {
        for _ in 0..100 {
            case();
        }
    }
}

/// Marsaglia's xorshift64.
#[derive(Debug)]
pub(crate) struct Xorshift(pub(crate) u64);

impl Xorshift {
    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("below a usize")
    }

    /// One of some.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, some: &[&'a T]) -> &'a T {
        some[self.below(some.len())]
    }

    /// Any JSON value; `levels` is how deep it may nest.
    pub(crate) fn json(&mut self, levels: usize) -> String {
        const SCALARS: [&str; 20] = [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "7",
            "-19.99",
            "1e3",
            "1E-400",
            "18446744073709551615",
            "123456789012345678",
            "1234567890123456789012",
            "0.1",
            "\"\"",
            "\"a\"",
            "\"\\u00e9\\n\"",
            "\"\\ud83d\\ude00\"",
            "\"ü€😀\"",
            "\"2026-06-01T11:00:00Z\"",
            "\"null\"",
        ];
        const NAMES: [&str; 16] = [
            "type",
            "event",
            "userId",
            "anonymousId",
            "messageId",
            "timestamp",
            "originalTimestamp",
            "sentAt",
            "properties",
            "traits",
            "context",
            "revenue",
            "currency",
            "consent",
            "ip",
            "a\\u0062",
        ];
        let kinds = if levels == 0 { 3 } else { 5 };
        match self.below(kinds) {
            0..=2 => self.pick(&SCALARS).to_owned(),
            3 => {
                let items: Vec<String> =
                    (0..self.below(4)).map(|_| self.json(levels - 1)).collect();
                format!("[{}]", items.join(self.pick(&[",", " , "])))
            }
            _ => {
                let members: Vec<String> = (0..self.below(6))
                    .map(|_| format!("\"{}\":{}", self.pick(&NAMES), self.json(levels - 1)))
                    .collect();
                format!("{{{}}}", members.join(self.pick(&[",", "\n,\t"])))
            }
        }
    }

    /// A few bytes changed, dropped, doubled, swapped for hostile ones, or the end cut.
    pub(crate) fn mutated(&mut self, valid: &[u8]) -> Vec<u8> {
        const HOSTILE: [&[u8]; 20] = [
            b"\"",
            b",",
            b"\n",
            b"\r",
            b"\0",
            b"\xff",
            b"\xc3",
            b"\xef\xbb\xbf",
            b"{",
            b"[[[[[[[[",
            b"}",
            b"1e999",
            b"NaN",
            b"\\ud800",
            b"9999-12-31T23:59:59Z",
            b"-9223372036854775808",
            b"e-9223372036854775808",
            b"null",
            b"%",
            b"=",
        ];
        let mut bytes = valid.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(6) {
                0 if at < bytes.len() => {
                    bytes.remove(at);
                }
                1 if at < bytes.len() => bytes[at] = u8::try_from(self.below(256)).expect("a byte"),
                2 => bytes.truncate(at),
                3 => {
                    let end = (at + self.below(40)).min(bytes.len());
                    let part = bytes[at.min(end)..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, part);
                }
                _ => {
                    let hostile = HOSTILE[self.below(HOSTILE.len())];
                    bytes.splice(at..at, hostile.iter().copied());
                }
            }
        }
        bytes
    }
}
