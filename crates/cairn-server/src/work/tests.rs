use std::sync::mpsc::channel;
use std::time::Duration;

use super::*;

#[test]
fn work_that_nobody_waits_for_keeps_its_place_until_it_ends() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let places = Arc::new(Semaphore::new(1));
    let (begun, has_begun) = channel();
    let (end, may_end) = channel::<()>();
    let taken = Arc::clone(&places);
    let asking = runtime.spawn(async move {
        apart(&taken, move || {
            begun.send(()).unwrap();
            may_end.recv()
        })
        .await
    });
    has_begun.recv().unwrap();
    // The client hangs up.
    asking.abort();
    assert!(runtime.block_on(asking).unwrap_err().is_cancelled());
    assert_eq!(places.available_permits(), 0);
    end.send(()).unwrap();
    let free = async { tokio::time::timeout(Duration::from_secs(10), places.acquire()).await };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    assert!(runtime.block_on(free).is_ok());
}
