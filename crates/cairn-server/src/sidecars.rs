//! Sidecars of runs that have none, or a damaged one, are made anew: questions are slow without.

use std::time::Duration;

use crate::app::App;

/// How often it is looked whether some are missing. Runs are written with theirs, so hardly ever.
const TICK: Duration = Duration::from_secs(3_600);

/// Makes what is missing at the start and every hour, until it is stopped.
pub(crate) async fn every_hour(app: App) {
    loop {
        let mending = app.clone();
        let mended =
            tokio::task::spawn_blocking(move || mending.events.snapshot()?.mend_sidecars()).await;
        match mended {
            Ok(Ok(0)) => {}
            Ok(Ok(mended)) => tracing::info!("{mended} sidecars were made anew of their runs"),
            Ok(Err(error)) => tracing::error!("sidecars could not be made anew: {error}"),
            Err(error) => tracing::error!("sidecars could not be made anew: {error}"),
        }
        tokio::time::sleep(TICK).await;
    }
}
