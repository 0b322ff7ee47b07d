//! Secret texts: how they are made, written and hashed.
//!
//! A key is `cairn_wk_` or `cairn_sk_`, 256 bits from the operating system in hexadecimal, and eight digits
//! of checksum: a mistyped key is told from an unknown one, and a scanner for leaked keys finds no others.

use cairn_meta::{KeyKind, TokenHash};
use subtle::ConstantTimeEq;

const SECRET_BYTES: usize = 32;
const SECRET_DIGITS: usize = 2 * SECRET_BYTES;
const CHECKSUM_DIGITS: usize = 8;

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness;

/// A new text of 64 hexadecimal digits that nobody can guess.
pub(crate) fn fresh_token() -> Result<String, NoRandomness> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(hexadecimal(&bytes))
}

/// A new key of a kind.
pub(crate) fn fresh_key(kind: KeyKind) -> Result<String, NoRandomness> {
    let secret = fresh_token()?;
    let checksum = checksum(kind, &secret);
    Ok(format!("{}{secret}{checksum}", prefix(kind)))
}

/// A random number.
pub(crate) fn random_u128() -> Result<u128, NoRandomness> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(u128::from_le_bytes(bytes))
}

/// The kind of a text that has the form of a key, checksum included.
pub(crate) fn kind_of(key: &str) -> Option<KeyKind> {
    [KeyKind::Write, KeyKind::Secret].into_iter().find(|kind| {
        let digits = key.strip_prefix(prefix(*kind));
        let parts = digits.and_then(|digits| digits.split_at_checked(SECRET_DIGITS));
        parts.is_some_and(|(secret, sum)| {
            sum.len() == CHECKSUM_DIGITS && sum == checksum(*kind, secret)
        })
    })
}

/// The hash by which a secret text is known here.
pub(crate) fn hash_of(text: &str) -> TokenHash {
    TokenHash(*blake3::hash(text.as_bytes()).as_bytes())
}

/// Whether two hashes are equal, found out in the same time whatever they are.
pub(crate) fn same_hash(one: &TokenHash, other: &TokenHash) -> bool {
    one.0.ct_eq(&other.0).into()
}

const fn prefix(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Write => "cairn_wk_",
        KeyKind::Secret => "cairn_sk_",
    }
}

fn checksum(kind: KeyKind, secret: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"cairn key checksum");
    hasher.update(prefix(kind).as_bytes());
    hasher.update(secret.as_bytes());
    let hash = hasher.finalize();
    let (first, _) = hash.as_bytes().split_at(CHECKSUM_DIGITS / 2);
    hexadecimal(first)
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests;
