use crate::copy::{copy_to, faults};
use crate::error::MetaError;
use crate::open::{FILE, MetaStore};
use crate::sites::SiteRecord;
use crate::test_store::{block_on, shop};
use cairn_core::time::Time;

#[test]
fn a_copy_beside_an_open_store_holds_what_was_committed() {
    let (data, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    block_on(async {
        let meta = MetaStore::open_or_create(data.path()).await.unwrap();
        let record = SiteRecord::new(shop());
        meta.add_site(&record, Time::from_micros(0)).await.unwrap();
        let copy = target.path().join(FILE);
        copy_to(data.path(), &copy).await.unwrap();
        assert_eq!(faults(data.path()).await.unwrap(), [] as [String; 0]);
        assert_eq!(faults(target.path()).await.unwrap(), [] as [String; 0]);
        let copied = MetaStore::open(target.path()).await.unwrap();
        assert_eq!(copied.site(&shop().id).await.unwrap(), shop());
        copied.close().await;
        // A second copy does not go over the first.
        assert!(copy_to(data.path(), &copy).await.is_err());
        meta.close().await;
    });
}

#[test]
fn a_spoiled_file_is_faulty_and_a_missing_one_is_an_error() {
    let data = tempfile::tempdir().unwrap();
    block_on(async {
        let missing = faults(data.path()).await;
        assert!(matches!(missing, Err(MetaError::NoDataDirectory(_))));
        std::fs::write(
            data.path().join(FILE),
            "no database, and long enough to be looked at ".repeat(40),
        )
        .unwrap();
        assert!(!faults(data.path()).await.unwrap().is_empty());
        std::fs::remove_file(data.path().join(FILE)).unwrap();

        let meta = MetaStore::open_or_create(data.path()).await.unwrap();
        meta.close().await;
        assert_eq!(faults(data.path()).await.unwrap(), [] as [String; 0]);
        let mut content = std::fs::read(data.path().join(FILE)).unwrap();
        let middle = content.len() / 2;
        content[middle..middle + 3_000].fill(0x5a);
        std::fs::write(data.path().join(FILE), content).unwrap();
        assert!(!faults(data.path()).await.unwrap().is_empty());
    });
}
