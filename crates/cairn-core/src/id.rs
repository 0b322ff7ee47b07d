//! Identifiers, each its own type, and the hashes that make them.
//!
//! Hashes are the first 16 bytes of BLAKE3: message ids come from outside, so two of them must not be
//! made to collide on purpose. Every part is preceded by its length, so `("ab", "c")` ≠ `("a", "bc")`.

use std::fmt;

/// A tracked property: kebab-case, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(String);

/// A goal of a site: kebab-case or snake_case, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalId(String);

/// A saved funnel of a site: kebab-case or snake_case, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunnelId(String);

/// A saved population of a site: kebab-case or snake_case, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PopulationId(String);

/// One import: `imp-1`, `imp-2`, … in the order of commits, never used twice in a data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(u64);

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a name for a site.
    #[error(
        "`{0}` is not a site id: use 1 to 64 lower-case letters, digits and hyphens, beginning and ending with a letter or digit"
    )]
    Site(String),
    /// Not a name for a goal.
    #[error(
        "`{0}` is not a goal id: use 1 to 64 lower-case letters, digits, hyphens and underscores, beginning and ending with a letter or digit"
    )]
    Goal(String),
    /// Not a name for a funnel.
    #[error(
        "`{0}` is not a funnel id: use 1 to 64 lower-case letters, digits, hyphens and underscores, beginning and ending with a letter or digit"
    )]
    Funnel(String),
    /// Not a name for a population.
    #[error(
        "`{0}` is not a population id: use 1 to 64 lower-case letters, digits, hyphens and underscores, beginning and ending with a letter or digit"
    )]
    Population(String),
    /// Not an import id.
    #[error("`{0}` is not an import id: it looks like imp-12")]
    Import(String),
}

impl SiteId {
    /// Checks and takes a site id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if is_slug(text, b"-") {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Site(text.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl GoalId {
    /// Checks and takes a goal id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if is_slug(text, b"-_") {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Goal(text.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FunnelId {
    /// Checks and takes a funnel id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if is_slug(text, b"-_") {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Funnel(text.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PopulationId {
    /// Checks and takes a population id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if is_slug(text, b"-_") {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError::Population(text.to_owned()))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ImportId {
    /// The n-th import of a data directory.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Which import it was, counted from 1.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Parses `imp-12`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        text.strip_prefix("imp-")
            .and_then(|number| number.parse().ok())
            .map(Self)
            .ok_or_else(|| IdError::Import(text.to_owned()))
    }
}

fn is_slug(text: &str, punctuation: &[u8]) -> bool {
    let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || punctuation.contains(b);
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    bytes.len() <= 64
        && ends
            .iter()
            .all(|end| end.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        && bytes.iter().all(inner)
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for FunnelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PopulationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "imp-{}", self.0)
    }
}

/// A 128-bit hash of (site, message id): equal for two arrivals of one message (semantics S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u128);

/// A 128-bit hash of the person's canonical id (semantics S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(pub u128);

/// A 128-bit hash of a visitor's id: the device's, else the user's (semantics S6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitorKey(pub u128);

/// A 128-bit hash of what a file row without an id says (semantics S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub u128);

impl EventId {
    /// The event id of a message.
    pub fn of_message(site: &SiteId, message_id: &str) -> Self {
        Self(hash_parts(&[
            b"message",
            site.0.as_bytes(),
            message_id.as_bytes(),
        ]))
    }

    /// The event id of a message that tells a fact. Events have ids of their own: whoever may send these can't make a
    /// fact a duplicate.
    pub fn of_fact(site: &SiteId, message_id: &str) -> Self {
        Self(hash_parts(&[
            b"fact",
            site.0.as_bytes(),
            message_id.as_bytes(),
        ]))
    }

    /// The event id of the n-th row, counted from 1, with this content in one file.
    pub fn of_content(site: &SiteId, content: ContentHash, occurrence: u64) -> Self {
        let content = content.0.to_be_bytes();
        Self(hash_parts(&[
            b"content",
            site.0.as_bytes(),
            &content,
            &occurrence.to_be_bytes(),
        ]))
    }
}

impl PersonKey {
    /// The key of an event's own id: its user's, else its device's. Who the person behind it is, identities
    /// tell ([`crate::identity::Identities::person`]).
    pub fn of(user_id: Option<&str>, anonymous_id: Option<&str>) -> Option<Self> {
        let user = user_id.map(Self::of_user);
        user.or_else(|| anonymous_id.map(Self::of_device))
    }

    /// The key of a known user.
    pub fn of_user(user_id: &str) -> Self {
        Self(hash_parts(&[b"user", user_id.as_bytes()]))
    }

    /// The key of a device.
    pub fn of_device(anonymous_id: &str) -> Self {
        Self(hash_parts(&[b"anonymous", anonymous_id.as_bytes()]))
    }

    /// The key that facts about an entity lie under, as those of a person lie under the person's.
    pub(crate) fn of_entity(kind: &str, id: &str) -> Self {
        Self(hash_parts(&[b"entity", kind.as_bytes(), id.as_bytes()]))
    }
}

impl VisitorKey {
    /// The key of an event's visitor: its device's, else its user's.
    pub fn of(user_id: Option<&str>, anonymous_id: Option<&str>) -> Option<Self> {
        let device = anonymous_id.map(PersonKey::of_device);
        let key = device.or_else(|| user_id.map(PersonKey::of_user))?;
        Some(Self(key.0))
    }
}

impl ContentHash {
    /// The hash of a row's source names and values, which the caller gives sorted by name.
    pub fn of<'a>(sorted: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut hasher = PartHasher::new();
        for (name, value) in sorted {
            hasher.part(name.as_bytes());
            hasher.part(value);
        }
        Self(hasher.finish())
    }
}

/// A 128-bit hash of one text, for keys that need no meaning of their own.
pub fn hash_text(text: &str) -> u128 {
    hash_parts(&[text.as_bytes()])
}

fn hash_parts(parts: &[&[u8]]) -> u128 {
    let mut hasher = PartHasher::new();
    for part in parts {
        hasher.part(part);
    }
    hasher.finish()
}

/// Gathers the parts first: hashing them in one piece is several times faster than piece by piece.
struct PartHasher(Vec<u8>);

impl PartHasher {
    fn new() -> Self {
        Self(Vec::with_capacity(256))
    }

    fn part(&mut self, bytes: &[u8]) {
        self.0
            .extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn finish(self) -> u128 {
        let hash = blake3::hash(&self.0);
        let first = hash.as_bytes().iter().take(16);
        first.fold(0, |number, byte| (number << 8) | u128::from(*byte))
    }
}

macro_rules! hex_id {
    ($type:ty) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl $type {
            /// Parses 32 hexadecimal digits.
            pub fn parse(text: &str) -> Option<Self> {
                let hexadecimal = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
                hexadecimal.then(|| u128::from_str_radix(text, 16).ok().map(Self))?
            }
        }
    };
}

hex_id!(EventId);
hex_id!(PersonKey);

#[cfg(test)]
mod tests;
