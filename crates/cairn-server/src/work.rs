//! Work that would hold up other requests: on threads of its own, and only so much of it at once.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::errors::Failure;

/// Does something on a thread of its own when a place for it is free.
///
/// The work holds its place until it has ended, also if its client hangs up meanwhile: then nobody waits for
/// it, but it goes on (a question looks whether anybody waits, and ends), and more of it would be under way than there
/// are places.
pub(crate) async fn apart<T: Send + 'static>(
    places: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let place = Arc::clone(places).acquire_owned().await?;
    let working = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    Ok(working.await?)
}

#[cfg(test)]
mod tests;
