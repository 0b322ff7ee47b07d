//! How much of an import lies in memory at once, and how its runs are cut.

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
