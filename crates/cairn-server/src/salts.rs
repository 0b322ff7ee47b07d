//! The random numbers that mark a log's segments.

use cairn_storage::Salts;

use crate::token::{self, NoRandomness};

/// Salts that nobody outside can know: hashes of a number and a secret, which the operating system gives once,
/// so that no later segment can fail for want of randomness.
pub fn fresh_salts() -> Result<Salts, NoRandomness> {
    let secret = [token::random_u128()?, token::random_u128()?];
    let mut key = [0; 32];
    for (part, number) in key.chunks_exact_mut(16).zip(secret) {
        part.copy_from_slice(&number.to_le_bytes());
    }
    let mut count: u64 = 0;
    Ok(Box::new(move || {
        count = count.wrapping_add(1);
        let hash = blake3::keyed_hash(&key, &count.to_le_bytes());
        let mut salt = [0; 8];
        salt.copy_from_slice(&hash.as_bytes()[..8]);
        u64::from_le_bytes(salt)
    }))
}
