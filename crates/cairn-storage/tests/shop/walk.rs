//! A walk over sidecars tells of everybody what a scan tells: whoever reads a shop by scans looks here by the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use cairn_core::event::Trust;
use cairn_core::id::{PersonKey, SiteId, VisitorKey};
use cairn_core::money::Money;
use cairn_core::time::Time;
use cairn_storage::{
    Block, Columns, Partition, PersonRows, Snapshot, StorageError, StoredEvent, Walk, name_bit,
};

/// What is compared of an event: when, which name, money, and whose session it may be in.
type Told = (Time, String, Option<Money>, Option<VisitorKey>);

fn told(stored: &StoredEvent) -> Told {
    let event = &stored.event;
    let visitor = VisitorKey::of(event.user_id.as_deref(), event.anonymous_id.as_deref());
    let makes_session = event.trust == Trust::Client;
    (
        event.event_time,
        event.event.clone(),
        event.value,
        visitor.filter(|_| makes_session),
    )
}

/// What a walk and the scan of whom it leaves out tell, by person.
fn walked(
    snapshot: &Snapshot,
    site: &SiteId,
    partition: Partition,
    walk: &mut Walk,
) -> Result<BTreeMap<Option<PersonKey>, Vec<Told>>, StorageError> {
    let names: Vec<Vec<String>> = walk.names().map(<[String]>::to_vec).collect();
    let mut found: BTreeMap<Option<PersonKey>, Vec<Told>> = BTreeMap::new();
    let mut rows_scanned = 0;
    let mut last = None;
    while let Some(person) = walk.next_person()? {
        assert!(last.is_none_or(|last| last < person || person.is_none()));
        last = Some(person);
        for part in walk.parts() {
            let segment = part.segment;
            let mut bits = 0;
            let mut before = Time::MIN;
            for row in segment.rows(part.person) {
                let (code, time) = (segment.code(row), segment.time(row));
                bits |= name_bit(code);
                assert!(
                    person.is_none() || before <= time,
                    "rows are in order of time"
                );
                before = time;
                let visit = segment.visit(part.person, row);
                assert_eq!(visit.time, time);
                found.entry(person).or_default().push((
                    time,
                    names[part.source][code as usize].clone(),
                    segment.money(row),
                    visit.visitor,
                ));
                rows_scanned += 1;
            }
            assert_eq!(segment.names(part.person), bits);
        }
    }
    assert_eq!(walk.rows_scanned(), rows_scanned);
    let left_out: Arc<[PersonKey]> = walk.left_out().into();
    if !left_out.is_empty() {
        let whole = |block: &Block| -> Result<Vec<Told>, StorageError> {
            let event = |row| told(&block.stored_event(row).unwrap());
            Ok((0..block.len()).map(event).collect())
        };
        let whom = (partition, &left_out);
        let mut scan = snapshot.scan_persons(site, &Columns::ALL, whom, whole)?;
        while let Some(rows) = scan.next_person()? {
            let person = rows.person.unwrap();
            assert!(left_out.contains(&person));
            assert!(found.insert(Some(person), rows.rows).is_none());
        }
    }
    Ok(found)
}

pub(crate) fn tells_the_same(
    snapshot: &Snapshot,
    site: &SiteId,
    partition: Partition,
    scanned: &[PersonRows<StoredEvent>],
) {
    let walk = snapshot.walk(site, partition, &[]);
    let walked = match walk {
        // There are runs without a sidecar.
        Ok(None) => return,
        Ok(Some(mut walk)) => walked(snapshot, site, partition, &mut walk),
        Err(error) => Err(error),
    };
    let mut walked = match walked {
        Ok(walked) => walked,
        Err(error) => {
            let is_sidecar = snapshot.gives_up_sidecar(site, &error);
            assert!(is_sidecar, "{error}");
            return;
        }
    };
    let mut expected: BTreeMap<Option<PersonKey>, Vec<Told>> = BTreeMap::new();
    for PersonRows { person, rows } in scanned {
        expected
            .entry(*person)
            .or_default()
            .extend(rows.iter().map(told));
    }
    for rows in walked.values_mut().chain(expected.values_mut()) {
        rows.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
    }
    assert!(walked == expected, "walk {walked:#?}\nscan {expected:#?}");
}
