//! What a start found in the log, in words.

use cairn_storage::Recovered;

/// Tells the log what was recovered, cut off and damaged.
pub(crate) fn tell(recovered: &Recovered) {
    if recovered.records > 0 {
        tracing::info!(
            "recovered {} events in {} records of the log",
            recovered.events,
            recovered.records
        );
    }
    if let Some(cut) = &recovered.cut {
        tracing::warn!(
            "the log ended in the middle of a record that nobody was told of, as it does after a crash: {} bytes of `{}` were cut off and are kept in `{}`",
            cut.bytes,
            cut.segment.display(),
            cut.quarantine.display()
        );
    }
    for damage in &recovered.damage {
        tracing::error!(
            "the log is damaged: {} bytes at {} of `{}` are no record; {}. What stands before and after was recovered; the disk should be looked at, and a backup may have the rest",
            damage.bytes,
            damage.offset,
            damage.segment.display(),
            damage.loss()
        );
    }
}
