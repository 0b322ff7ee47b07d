//! What a key is and may do.

use std::fmt;

use cairn_core::id::SiteId;
use cairn_core::time::Time;

/// One key of a data directory: `key-1`, `key-2`, …, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u64);

/// Who may hold a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// Public: stands in web pages and apps, and can only append events.
    Write,
    /// For servers: what its scopes allow.
    Secret,
}

/// What a secret key may do, always for its own site only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Append events as a trusted server.
    Append,
    /// Ask questions, see persons, exports, dead letters and health.
    Read,
    /// Change goals, import and undo imports.
    Manage,
    /// Create and revoke keys.
    Keys,
}

/// The BLAKE3 hash of a secret text: of a key, a sign-in token or a session.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A key to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The site it is for.
    pub site: SiteId,
    /// Its kind with all that depends on it.
    pub grant: Grant,
    /// What people call it.
    pub name: String,
    /// The hash of its text.
    pub hash: TokenHash,
}

/// What a key of each kind carries.
#[derive(Clone, PartialEq, Eq)]
pub enum Grant {
    /// A write key, with its text: it is public.
    Write {
        /// The text.
        token: String,
    },
    /// A secret key.
    Secret {
        /// What it may do, sorted, each once.
        scopes: Vec<Scope>,
    },
}

/// A key on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id.
    pub id: KeyId,
    /// The site it is for.
    pub site: SiteId,
    /// Its kind with all that depends on it.
    pub grant: Grant,
    /// What people call it.
    pub name: String,
    /// The hash of its text.
    pub hash: TokenHash,
    /// When it was made.
    pub created_at: Time,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Time>,
}

/// A text that is no key id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a key id: it looks like key-12")]
pub struct NoKeyId(String);

impl KeyId {
    /// The n-th key of a data directory.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Which key it was, counted from 1.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Parses `key-12`.
    pub fn parse(text: &str) -> Result<Self, NoKeyId> {
        let digits = text.strip_prefix("key-");
        let plain = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = plain.and_then(|digits| digits.parse().ok());
        number.map(Self).ok_or_else(|| NoKeyId(text.to_owned()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key-{}", self.0)
    }
}

impl KeyKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Secret => "secret",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Write, Self::Secret]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 4] = [Self::Append, Self::Read, Self::Manage, Self::Keys];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Read => "read",
            Self::Manage => "manage",
            Self::Keys => "keys",
        }
    }

    /// The scope of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

impl Grant {
    /// The kind of the key.
    pub const fn kind(&self) -> KeyKind {
        match self {
            Self::Write { .. } => KeyKind::Write,
            Self::Secret { .. } => KeyKind::Secret,
        }
    }

    /// What the key may do.
    pub fn scopes(&self) -> &[Scope] {
        match self {
            Self::Write { .. } => &[Scope::Append],
            Self::Secret { scopes } => scopes,
        }
    }
}

/// Without the text: what is printed ends in logs.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind().as_str(), self.scopes())
    }
}

/// The first digits only: enough to tell two apart.
impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth, ..] = self.0;
        write!(f, "{first:02x}{second:02x}{third:02x}{fourth:02x}")
    }
}
