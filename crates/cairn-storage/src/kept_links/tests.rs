//! Kept links come back as they were, and damage is an error.

use super::*;
use crate::damage::Spoiled;
use crate::vfs::RealVfs;

fn claim(by_client: bool, micros: i64, id: u128) -> Claim {
    Claim {
        by_client,
        at: Moment {
            time: Time::from_micros(micros),
            event_id: EventId(u128::MAX - id),
        },
        id: PersonKey(id),
    }
}

/// Entity, import, whether only a browser says it, when, whose.
const SAID: [(u128, u64, bool, i64, u128); 6] = [
    (1, 0, true, 9, 50),
    (1, 0, true, 8, 51),
    (1, 3, true, 7, 52),
    (1, 3, false, 99, 53),
    (u128::MAX, u64::MAX, false, i64::MIN, u128::MAX),
    (2, 0, false, i64::MAX, 0),
];

fn links() -> KeptLinks {
    let mut links = KeptLinks::default();
    for (entity, import, by_client, micros, id) in SAID {
        let fact = IdentityFact::Belongs {
            entity: PersonKey(entity),
            claim: claim(by_client, micros, id),
        };
        links.note(&fact, (import > 0).then(|| ImportId::new(import)));
    }
    links
}

#[test]
fn the_least_claim_of_each_import_is_kept_and_nothing_but_links() {
    let mut links = links();
    let at = claim(false, 1, 1).at;
    let signed_in = IdentityFact::SignedIn {
        device: PersonKey(7),
        user: PersonKey(8),
        at,
    };
    links.note(&signed_in, None);
    let whose = |links: &KeptLinks| -> Vec<u128> {
        let ids = links.facts().filter_map(|fact| match fact {
            IdentityFact::Belongs { claim, .. } => Some(claim.id.0),
            _ => None,
        });
        ids.collect()
    };
    assert_eq!(whose(&links), [51, 53, 0, u128::MAX]);

    // In any order of adding.
    let mut other = KeptLinks::default();
    other.extend(links.clone());
    let mut last = KeptLinks::default();
    last.extend(links.clone());
    last.extend(other);
    assert_eq!(last, links);

    links.retain(|_, _, import| import != Some(ImportId::new(3)));
    assert_eq!(whose(&links), [51, 0, u128::MAX]);
    links.retain(|entity, id, _| entity != PersonKey(2) && id != PersonKey(51));
    assert_eq!(whose(&links), [u128::MAX]);
}

#[test]
fn a_file_comes_back_and_no_damage_to_it_is_overlooked() {
    let data = tempfile::tempdir().unwrap();
    let site = SiteId::new("shop").unwrap();
    std::fs::create_dir_all(data.path().join("ledger/shop")).unwrap();
    for links in [KeptLinks::default(), links()] {
        let file = links.write(&RealVfs, data.path(), &site, 4).unwrap();
        let path = file.path(data.path(), &site);
        assert!(path.ends_with("ledger/shop/kept-00000004.links"));
        assert_eq!(Seal::of_file(&RealVfs, &path).unwrap(), file.seal);
        let read = || KeptLinks::read(&RealVfs, data.path(), &site, Some(file));
        assert_eq!(read().unwrap(), links);
        let mut spoiled = Spoiled::open(&path);
        for bit in 0..spoiled.content.len() * 8 {
            spoiled.flip(bit);
            assert!(read().is_err(), "bit {bit}");
            spoiled.restore(bit);
        }
        for end in (0..spoiled.content.len()).rev() {
            spoiled.cut(end);
            assert!(read().is_err(), "cut at {end}");
        }
    }
    let none = KeptLinks::read(&RealVfs, data.path(), &site, None).unwrap();
    assert_eq!(none, KeptLinks::default());
}

/// What another program makes of the format: Python's `struct`, by hand.
#[test]
fn a_file_of_format_1_that_was_written_by_hand_is_read() {
    let data = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/links-v1"
    ));
    let site = SiteId::new("shop").unwrap();
    let path = path_of(data, &site, 1);
    let seal = Seal::of_file(&RealVfs, &path).unwrap();
    let file = KeptLinksFile { number: 1, seal };
    let read = KeptLinks::read(&RealVfs, data, &site, Some(file)).unwrap();
    assert_eq!(read, links());
}
