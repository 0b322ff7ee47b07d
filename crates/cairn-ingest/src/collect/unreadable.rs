//! Why a body can't be read at all.

use super::cursor::Fault;

/// Why nothing of a body can be read. A fault of one message is a dead letter instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Bytes that are no text.
    #[error("the body is not UTF-8: the first foreign byte is byte {0}")]
    NotUtf8(usize),
    /// Text that is no JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// JSON, but no object.
    #[error("the body is JSON, but not an object: expected {{…}}")]
    NotAnObject,
    /// A batch without its list of messages.
    #[error("the body has no list `batch`: expected {{\"batch\": [{{…}}, …]}}")]
    NoBatch,
    /// A context of the whole batch that can't be read; one of a message makes a dead letter.
    #[error("the batch's `context` can't be read: {0}")]
    BadContext(String),
    /// More bytes than are taken.
    #[error("the body has more than {limit} bytes unpacked: send smaller batches")]
    TooLarge {
        /// The most that are taken.
        limit: usize,
    },
    /// More messages than are taken at once.
    #[error("the batch has more than {limit} messages: send smaller batches")]
    TooManyMessages {
        /// The most that are taken.
        limit: usize,
    },
    /// Gzip or zlib that is damaged or cut short.
    #[error("the body can't be unpacked: {0}")]
    BadGzip(String),
    /// A packing that is not known here.
    #[error("the body is packed as {0}: send gzip, deflate or plain JSON")]
    UnknownEncoding(String),
}

impl Unreadable {
    /// Whether smaller requests would be taken.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::TooManyMessages { .. })
    }
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self::NotJson(format!(
            "expected {} after {} bytes",
            fault.expected, fault.at
        ))
    }
}
