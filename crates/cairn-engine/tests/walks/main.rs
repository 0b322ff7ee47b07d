//! What sidecars answer is what scans of the runs answer: random questions about random sites, asked with sidecars,
//! without, and with damaged ones.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test they are called from"
)]

mod events;
mod questions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cairn_core::answer::Answer;
use cairn_core::event::PropertyRef;
use cairn_core::money::Currency;
use cairn_core::question::Question;
use cairn_core::site::Site;
use cairn_core::time::{WeekStart, Zone};
use cairn_engine::{AskError, Definitions, Patience, ask, ask_within};
use cairn_storage::{ColumnOf, Partition, Snapshot};
use cairn_testkit::dice::Dice;

use events::{NOW, site, store};
use questions::{goals, question};

fn answers(snapshot: &Snapshot, definitions: &Definitions, questions: &[Question]) -> Vec<Answer> {
    let answer = |(at, question): (usize, &Question)| {
        ask(snapshot, definitions, question, NOW, 1 + at % 3).unwrap()
    };
    questions.iter().enumerate().map(answer).collect()
}

/// Whose time is over before the first row, or whom nobody waits for, has no answer; who has time has the same one.
fn holds_patience(snapshot: &Snapshot, definitions: &Definitions, question: &Question) {
    let ask = |patience: &Patience| ask_within(snapshot, definitions, question, (NOW, 2), patience);
    let hurried = ask(&Patience::default().at_most(Duration::ZERO));
    assert!(
        matches!(hurried, Err(AskError::TookTooLong { most }) if most == Duration::ZERO),
        "{question:#?}: {hurried:?}"
    );
    let left = Patience::default();
    drop(left.waiting());
    let left = ask(&left.at_most(Duration::MAX));
    assert!(
        matches!(left, Err(AskError::GivenUp)),
        "{question:#?}: {left:?}"
    );
    let patient = Patience::default();
    let _waiting = patient.waiting();
    let answered = ask(&patient.at_most(Duration::from_secs(3_600))).unwrap();
    assert_eq!(
        answered,
        answers(snapshot, definitions, std::slice::from_ref(question))[0]
    );
}

/// The sidecars below a folder.
fn sidecars(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sidecars(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "sidecar")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn sidecars_and_scans_answer_alike() {
    let mut has_left_out = false;
    for seed in 1..=cairn_testkit::proof::cases(20) {
        let mut dice = Dice::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let store = store(data, &mut dice);
        let definitions = Definitions {
            site: Site {
                id: site(),
                timezone: Zone::utc(),
                currency: Currency::parse("EUR").unwrap(),
                week_start: WeekStart::Monday,
            },
            goals: goals(&mut dice),
            populations: BTreeMap::new(),
            north_star: None,
            revision: 1,
        };
        let questions: Vec<Question> = (0..16).map(|_| question(&mut dice)).collect();
        let ask_all = |snapshot: &Snapshot| answers(snapshot, &definitions, &questions);

        let with = store.snapshot().unwrap();
        let walk = with.walk(&site(), Partition::ALL, &[]).unwrap().unwrap();
        has_left_out |= !walk.left_out().is_empty();
        let columns = ["plan", "price", "context.page.url"]
            .map(|name| ColumnOf::Property(PropertyRef::parse(name)));
        let columns: Vec<ColumnOf> = columns.into_iter().chain([ColumnOf::Origin]).collect();
        assert!(
            with.walk(&site(), Partition::ALL, &columns)
                .unwrap()
                .is_some()
        );
        let told = ask_all(&with);
        holds_patience(&with, &definitions, &questions[0]);
        for sidecar in sidecars(data) {
            std::fs::remove_file(sidecar).unwrap();
        }
        let without = store.snapshot().unwrap();
        let runs = without.stored().unwrap().sites[&site()].runs;
        let walk = without.walk(&site(), Partition::ALL, &[]).unwrap();
        assert!(walk.is_none() || runs == 0, "seed {seed}");
        let scanned = ask_all(&without);
        holds_patience(&without, &definitions, &questions[0]);
        for ((told, scanned), question) in told.iter().zip(&scanned).zip(&questions) {
            assert_eq!(told, scanned, "seed {seed}: {question:#?}");
        }

        // Made anew they are what they were; one that is damaged is given up in the midst of a question.
        let mended = without.mend_sidecars().unwrap();
        assert!(mended as u64 <= runs);
        let damaged = sidecars(data);
        if let Some(path) = damaged.first() {
            let mut bytes = std::fs::read(path).unwrap();
            // In the first segment, or anywhere: then also in a column, or in what says where these lie.
            let at = match dice.percent(50) {
                true => 20,
                false => dice.below(bytes.len()),
            };
            bytes[at] ^= 1;
            std::fs::write(path, bytes).unwrap();
            let with_damage = store.snapshot().unwrap();
            assert_eq!(ask_all(&with_damage), scanned, "seed {seed}");
            // What no question came by is not known to be damaged.
            let mended = with_damage.mend_sidecars().unwrap();
            assert!(mended == 1 || (at != 20 && mended == 0), "seed {seed}");
            assert_eq!(ask_all(&with_damage), scanned, "seed {seed}");
        }
    }
    assert!(has_left_out, "some persons' rows lie among those of others");
}
