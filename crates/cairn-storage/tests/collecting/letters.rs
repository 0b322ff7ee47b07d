//! Dead letters: kept as they came, paged from the newest, before and after a flush.

use cairn_core::time::Time;
use cairn_storage::{DeadLetter, Live, Store, Submission};

use crate::batches::BEGIN;
use crate::live::{open, send};
use crate::shop::site;

fn letter(number: u64) -> DeadLetter {
    DeadLetter {
        reason: "not_an_object".to_owned(),
        detail: format!("letter {number}"),
        raw: format!("\"{number}\u{7}\u{2028}\""),
        source: "sdk".to_owned(),
        message_id: None,
        received_at: Time::from_micros(BEGIN),
    }
}

/// All letters by pages of `limit`, the newest first.
fn all(live: &Live, limit: usize) -> Vec<(u64, DeadLetter)> {
    let snapshot = live.snapshot().unwrap();
    let mut letters = Vec::new();
    let mut before = None;
    loop {
        let page = snapshot.dead_letters(&site("shop"), before, limit).unwrap();
        assert!(page.letters.len() <= limit);
        letters.extend(page.letters);
        if page.next.is_none() {
            return letters;
        }
        before = page.next;
    }
}

#[test]
fn pages_go_back_through_tail_and_files() {
    let data = tempfile::tempdir().unwrap();
    let live = open(&Store::at(data.path()));
    let mut number = 0;
    for batch in 0..9 {
        let mut submission = Submission::new(&site("shop"), Time::from_micros(BEGIN));
        for _ in 0..batch % 4 {
            number += 1;
            submission.add_dead_letter(letter(number));
        }
        send(&live, submission).unwrap();
        if batch == 3 || batch == 6 {
            live.flush().unwrap();
        }
    }
    assert_eq!(number, 12);
    let expected: Vec<(u64, DeadLetter)> = (1..=12).rev().map(|n| (n, letter(n))).collect();
    for limit in [1, 2, 5, 12, 100] {
        assert_eq!(all(&live, limit), expected, "pages of {limit}");
    }
    let none = live
        .snapshot()
        .unwrap()
        .dead_letters(&site("other"), None, 10)
        .unwrap();
    assert_eq!((none.total, none.letters.len(), none.next), (0, 0, None));
    live.close().unwrap();
}
