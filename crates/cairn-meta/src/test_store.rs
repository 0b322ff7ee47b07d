//! A store in a folder of its own, with one site, for tests.

use cairn_core::id::SiteId;
use cairn_core::money::Currency;
use cairn_core::site::Site;
use cairn_core::time::{Time, WeekStart, Zone};

use crate::open::MetaStore;
use crate::sites::SiteRecord;

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn shop() -> Site {
    Site {
        id: SiteId::new("shop").unwrap(),
        timezone: Zone::named("Europe/Berlin").unwrap(),
        currency: Currency::parse("EUR").unwrap(),
        week_start: WeekStart::Sunday,
    }
}

/// Gives the test an open store with the site `shop`.
pub(crate) fn with_shop(test: impl AsyncFnOnce(&MetaStore)) {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        let record = SiteRecord::new(shop());
        meta.add_site(&record, Time::from_micros(0)).await.unwrap();
        test(&meta).await;
        meta.close().await;
    });
}
