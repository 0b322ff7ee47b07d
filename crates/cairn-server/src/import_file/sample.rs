//! The first rows of a file, by which its columns are shown and a mapping is guessed.

use cairn_ingest::{Fields, SourceRow};

use super::error::ImportError;

/// How many rows are looked at.
const MOST_ROWS: usize = 1_000;
/// About how many bytes they may hold together; the row that passes it is the last.
const MOST_BYTES: usize = 8 << 20;

/// Rows from the front of a file.
pub(super) struct Sample<C> {
    /// The rows.
    pub(super) rows: C,
    /// Whether they are fewer than might be, since they are large.
    pub(super) is_cut: bool,
}

/// Takes rows off the front.
pub(super) fn sample<C: Default + Extend<SourceRow>>(
    rows: &mut dyn Iterator<Item = Result<SourceRow, ImportError>>,
) -> Result<Sample<C>, ImportError> {
    let mut sample = Sample {
        rows: C::default(),
        is_cut: false,
    };
    let mut bytes = 0;
    for count in 1..=MOST_ROWS {
        let Some(row) = rows.next().transpose()? else {
            break;
        };
        bytes += row.raw.len() + row.content.as_ref().map_or(0, Fields::held_bytes);
        sample.rows.extend([row]);
        if bytes >= MOST_BYTES {
            sample.is_cut = count < MOST_ROWS;
            break;
        }
    }
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A thousand rows and one more, each a text of so many bytes: how many are looked at, and how many are left.
    fn looked_at(bytes: usize) -> (usize, bool, usize) {
        let names: Arc<[String]> = Arc::from(["a".to_owned()]);
        let text = "x".repeat(bytes);
        let row = |number: u64| SourceRow {
            number,
            line: number,
            content: Ok(Fields::texts(names.clone(), &[&text])),
            raw: String::new(),
        };
        let mut rows = (1..=1_001).map(|number| Ok(row(number)));
        let Sample {
            rows: taken,
            is_cut,
        } = sample::<Vec<SourceRow>>(&mut rows).unwrap();
        let numbers = taken.iter().map(|row| row.number);
        assert!(numbers.eq(1..=taken.len() as u64));
        (taken.len(), is_cut, rows.count())
    }

    #[test]
    fn a_sample_is_bounded_by_rows_and_by_bytes() {
        assert_eq!(looked_at(10), (1_000, false, 1));
        // Of a mebibyte and a little each the eighth passes eight.
        assert_eq!(looked_at(1 << 20), (8, true, 993));
        // A row that is alone too large is looked at.
        assert_eq!(looked_at(9 << 20), (1, true, 1_000));
    }
}
