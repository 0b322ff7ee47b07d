use super::*;
use std::collections::HashSet;

#[test]
fn keys_have_their_form_and_no_two_are_equal() {
    let mut seen = HashSet::new();
    for kind in [KeyKind::Write, KeyKind::Secret] {
        for _ in 0..500 {
            let key = fresh_key(kind).unwrap();
            assert_eq!(key.len(), 9 + 64 + 8);
            assert_eq!(kind_of(&key), Some(kind));
            assert!(seen.insert(key));
        }
    }
}

#[test]
fn every_single_mistyped_digit_is_noticed() {
    let key = fresh_key(KeyKind::Secret).unwrap();
    for place in 0..key.len() {
        let mut typed = key.clone().into_bytes();
        typed[place] = if typed[place] == b'0' { b'1' } else { b'0' };
        assert_eq!(kind_of(&String::from_utf8(typed).unwrap()), None, "{place}");
    }
    for text in ["", "cairn_wk_", "cairn_sk_é", &key[..key.len() - 1]] {
        assert_eq!(kind_of(text), None, "{text}");
    }
    // The checksum is of the kind too: a secret key can't pass for a write key.
    assert_eq!(kind_of(&key.replace("_sk_", "_wk_")), None);
}

#[test]
fn half_of_the_bits_of_many_tokens_are_set() {
    let mut ones = 0;
    for _ in 0..1_000 {
        let token = fresh_token().unwrap();
        ones += token
            .chars()
            .map(|digit| digit.to_digit(16).unwrap().count_ones())
            .sum::<u32>();
    }
    // 256,000 fair bits lie within five standard deviations (253 each) of half.
    assert!((126_700..129_300).contains(&ones), "{ones}");
}

#[test]
fn hashes_are_equal_only_to_themselves() {
    assert!(same_hash(&hash_of("a"), &hash_of("a")));
    assert!(!same_hash(&hash_of("a"), &hash_of("b")));
}
