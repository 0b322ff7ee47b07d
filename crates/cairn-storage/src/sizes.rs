//! How much lies in memory at once, and how runs are cut.

/// Sizes on which no answer depends; tests make them small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportSizes {
    /// A chunk ends after so many rows …
    pub chunk_rows: usize,
    /// … or about so many bytes.
    pub chunk_bytes: usize,
    /// A row group ends at the first person that begins after so many rows.
    pub row_group_rows: usize,
    /// How many records a sorter holds in memory.
    pub sorter_records: usize,
}

impl Default for ImportSizes {
    fn default() -> Self {
        Self {
            chunk_rows: 262_144,
            chunk_bytes: 128 << 20,
            row_group_rows: 65_536,
            sorter_records: 1 << 19,
        }
    }
}

/// How long the tail may grow. Tests make it short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailSizes {
    /// The tail is flushed when it holds so many events …
    pub flush_events: u64,
    /// … or so many bytes.
    pub flush_bytes: usize,
    /// Nothing more is taken when it holds so many events, because flushes fail or can't keep up …
    pub most_events: u64,
    /// … or so many bytes.
    pub most_bytes: usize,
}

impl Default for TailSizes {
    fn default() -> Self {
        let (flush_events, flush_bytes) = (262_144, 128 << 20);
        Self {
            flush_events,
            flush_bytes,
            most_events: 8 * flush_events,
            most_bytes: 4 * flush_bytes,
        }
    }
}
