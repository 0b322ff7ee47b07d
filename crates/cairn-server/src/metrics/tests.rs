use cairn_storage::StorageError;

use super::*;

#[test]
fn flushes_that_fail_are_counted() {
    let metrics = Metrics::default();
    let on_flush = metrics.on_flush();
    on_flush(Ok(()));
    on_flush(Err(&StorageError::Closed));
    let text = metrics.to_text();
    assert!(text.contains("\ncairn_flush_failures_total 1\n"), "{text}");
}
