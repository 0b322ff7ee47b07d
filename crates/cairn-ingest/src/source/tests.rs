//! The text of a row in lists of rejects.

use super::raw_text;
use crate::limits::MAX_RAW_BYTES;

#[test]
fn foreign_bytes_are_replaced_and_long_rows_cut() {
    assert_eq!(raw_text(b"caf\xe9,1"), "caf\u{fffd},1");
    assert_eq!(
        raw_text(&vec![b'x'; 2 * MAX_RAW_BYTES]).len(),
        MAX_RAW_BYTES
    );
    // Each foreign byte becomes three; 65,536 = 3 × 21,845 + 1.
    assert_eq!(raw_text(&vec![0xff; 2 * MAX_RAW_BYTES]).len(), 3 * 21_845);
}
