//! Work that nobody waits for.

/// Lets everything else go first from now on, in this thread. Compaction is bound by computing, a thread of it reads
/// and writes some ten megabytes a second; so this bounds what it takes from whoever collects and asks. Where it is
/// not allowed, the others are slower and nothing else.
pub(super) fn give_way() {
    // On Linux each thread has a niceness of its own; elsewhere it is the whole process's.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(10);
}
