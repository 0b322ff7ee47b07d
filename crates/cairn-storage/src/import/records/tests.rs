use cairn_testkit::dice::Dice;

use super::*;

/// Small, great and random numbers: bytes must sort as numbers do at every length.
fn number(dice: &mut Dice) -> u64 {
    match dice.below(4) {
        0 => dice.below(3) as u64,
        1 => u64::MAX - dice.below(3) as u64,
        2 => 1 << dice.below(64),
        _ => u64::try_from(dice.between(0, i64::MAX)).unwrap(),
    }
}

fn wide(dice: &mut Dice) -> u128 {
    (u128::from(number(dice)) << 64) | u128::from(number(dice))
}

fn half(dice: &mut Dice) -> u32 {
    u32::try_from(number(dice) & 0xffff_ffff).unwrap()
}

fn place(dice: &mut Dice) -> Place {
    Place {
        candidate: half(dice),
        row: half(dice),
    }
}

fn random_ids(dice: &mut Dice) -> Vec<IdRecord> {
    let few: Vec<EventId> = (0..20).map(|_| EventId(wide(dice))).collect();
    (0..200)
        .map(|_| IdRecord {
            event_id: few[dice.below(few.len())],
            number: number(dice),
            place: place(dice),
            content: dice.percent(50).then(|| ContentHash(wide(dice))),
        })
        .collect()
}

#[test]
fn id_records_survive_their_bytes() {
    for record in random_ids(&mut Dice::new(1)) {
        assert_eq!(IdRecord::from_bytes(&record.to_bytes()), record);
    }
}

#[test]
fn decisions_survive_their_bytes() {
    let mut dice = Dice::new(2);
    for _ in 0..200 {
        let decision = Decision {
            place: place(&mut dice),
            event_id: dice.percent(50).then(|| EventId(wide(&mut dice))),
        };
        assert_eq!(Decision::from_bytes(&decision.to_bytes()), decision);
    }
}

#[test]
fn id_records_sort_by_event_id_then_row_number() {
    let records = random_ids(&mut Dice::new(3));
    for a in &records {
        for b in &records {
            let by_fields = (a.event_id, a.number).cmp(&(b.event_id, b.number));
            if by_fields.is_ne() {
                assert_eq!(a.to_bytes().cmp(&b.to_bytes()), by_fields, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn decisions_sort_by_candidate_then_row() {
    let mut dice = Dice::new(4);
    let decisions: Vec<Decision> = (0..200)
        .map(|_| Decision {
            place: place(&mut dice),
            event_id: dice.percent(50).then(|| EventId(wide(&mut dice))),
        })
        .collect();
    for a in &decisions {
        for b in &decisions {
            let by_place = (a.place.candidate, a.place.row).cmp(&(b.place.candidate, b.place.row));
            if by_place.is_ne() {
                assert_eq!(a.to_bytes().cmp(&b.to_bytes()), by_place, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn the_layout_of_the_bytes() {
    let record = IdRecord {
        event_id: EventId(0x0102),
        number: 3,
        place: Place {
            candidate: 4,
            row: 5,
        },
        content: Some(ContentHash(6)),
    };
    let mut expected = [0; ID_BYTES];
    for (at, byte) in [
        (14, 1),
        (15, 2),
        (23, 3),
        (27, 4),
        (31, 5),
        (32, 1),
        (48, 6),
    ] {
        expected[at] = byte;
    }
    assert_eq!(record.to_bytes(), expected);
}
