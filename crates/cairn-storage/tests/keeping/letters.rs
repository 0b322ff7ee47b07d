//! Dead letters that name no person, but what is a person's: they go with the person.

use std::collections::BTreeSet;

use cairn_core::entity::Entity;
use cairn_core::event::{Event, Identity, Trust};
use cairn_core::id::PersonKey;
use cairn_storage::{DeadLetter, SimVfs, Submission, Whom};

use crate::retention::{check_whole, days, expire, rules};
use crate::shop::site;
use crate::stored::{NOW, committer, event, letter, snapshot, store_on};

const KEY: [u8; 32] = [7; 32];

fn about(kind: &str, id: &str) -> DeadLetter {
    DeadLetter {
        reason: "bad_fact".to_owned(),
        raw: format!(r#"{{"type": "fact", "entityKind": "{kind}", "entityId": "{id}"}}"#),
        ..letter(1)
    }
}

fn purchase(user: &str, order: &str) -> Event {
    Event {
        entity: None,
        identity: Identity::Message(format!("m-{order}")),
        user_id: Some(user.to_owned()),
        anonymous_id: None,
        order_id: Some(order.to_owned()),
        trust: Trust::Server,
        ..event(1)
    }
}

/// Orders of ann and ben with a fact about each, and letters about them, about a lead that is called as ann's order is,
/// and about an order that is nobody's; in a file and in the log.
fn shop() -> SimVfs {
    let disk = SimVfs::new();
    let mut writer = committer(&disk);
    for round in 0..2 {
        let mut batch = Submission::new(&site("shop"), NOW);
        for (user, order) in [("ann", "o-ann"), ("ben", "o-ben")] {
            batch.add(&purchase(user, order));
            batch.add(&Event {
                event: "paid".to_owned(),
                entity: Some(Entity::order(order)),
                identity: Identity::Message(format!("f-{order}")),
                user_id: None,
                order_id: None,
                ..purchase(user, order)
            });
        }
        for (kind, id) in LETTERS {
            batch.add_dead_letter(about(kind, id));
        }
        writer.commit(vec![batch], NOW).unwrap();
        if round == 0 {
            writer.flush().unwrap();
        }
    }
    drop(writer);
    disk
}

const LETTERS: [(&str, &str); 4] = [
    ("order", "o-ann"),
    ("order", "o-ben"),
    ("lead", "o-ann"),
    ("order", "o-nobody"),
];

fn letters(disk: &SimVfs) -> Vec<String> {
    let page = snapshot(disk)
        .dead_letters(&site("shop"), None, 99)
        .unwrap();
    page.letters
        .into_iter()
        .map(|(_, letter)| letter.raw)
        .collect()
}

fn twice(left: &[(&str, &str)]) -> Vec<String> {
    let raw = left.iter().map(|(kind, id)| about(kind, id).raw);
    let newest_first: Vec<String> = raw.rev().collect();
    [newest_first.clone(), newest_first].concat()
}

#[test]
fn letters_about_what_is_an_erased_persons_go_with_the_person() {
    for has_expired in [false, true] {
        let disk = shop();
        if has_expired {
            let later = NOW.plus(cairn_core::time::Span::from_seconds(40 * 86_400));
            let gone = expire(&disk, &rules(days(30), &[]), later).unwrap();
            assert_eq!(gone.expired, 2);
        }
        assert_eq!(letters(&disk), twice(&LETTERS));
        let ann = PersonKey::of_user("ann");
        let keys = snapshot(&disk).keys_of(&site("shop"), ann).unwrap();
        assert_eq!(keys, BTreeSet::from([ann, Entity::order("o-ann").key()]));
        let named = snapshot(&disk).dead_letters_naming(&site("shop"), &keys);
        assert_eq!(named.unwrap().len(), 2, "an export has them");

        let record = store_on(&disk).erase(&site("shop"), ann, KEY, &|_, _| Ok(0), NOW);
        assert_eq!(record.unwrap().ended.unwrap().dead_letters, 2);
        assert_eq!(letters(&disk), twice(&LETTERS[1..]));
        check_whole(&disk, "");

        // Others that come later are left out, as facts are.
        let mut writer = committer(&disk);
        let mut late = Submission::new(&site("shop"), NOW);
        for (kind, id) in LETTERS {
            late.add_dead_letter(about(kind, id));
        }
        let receipt = writer.commit(vec![late], NOW).unwrap()[0];
        assert_eq!((receipt.dead_lettered, receipt.suppressed), (3, 1));
    }
}

#[test]
fn an_erasure_by_an_id_that_only_letters_name_takes_these_and_nothing_else() {
    let disk = shop();
    let mut writer = committer(&disk);
    let naming = |member: &str| DeadLetter {
        raw: format!(r#"{{"{member}": "zoe", "timestamp": "never"}}"#),
        ..letter(1)
    };
    let mut batch = Submission::new(&site("shop"), NOW);
    batch.add_dead_letter(naming("userId"));
    batch.add_dead_letter(naming("anonymousId"));
    writer.commit(vec![batch], NOW).unwrap();
    drop(writer);
    let before = crate::stored::stored(&disk);
    let zoe = Whom::Named("zoe".to_owned());
    let record = store_on(&disk).erase(&site("shop"), zoe, KEY, &|_, _| Ok(0), NOW);
    let record = record.unwrap();
    assert_eq!((record.ids, record.ended.unwrap().dead_letters), (1, 2));
    assert_eq!(crate::stored::stored(&disk).len(), before.len());
    assert_eq!(letters(&disk), twice(&LETTERS));
    check_whole(&disk, "");
}
