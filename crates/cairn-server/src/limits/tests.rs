use super::*;

#[test]
fn reservations_end_at_the_limit_and_are_given_back() {
    let in_flight = InFlight::new(100);
    let mut one = in_flight.reserve(SenderIs::Known);
    let mut two = in_flight.reserve(SenderIs::Known);
    assert!(one.grow(60));
    assert!(!two.grow(41));
    assert!(two.grow(40));
    assert!(!one.grow(1));
    assert_eq!(in_flight.bytes(), 100);
    drop(one);
    assert_eq!(in_flight.bytes(), 40);
    drop(two);
    assert_eq!(in_flight.bytes(), 0);
}

#[test]
fn limits_are_read_with_their_defaults_and_without_misspelt_ones() {
    let limits: Limits = toml::from_str("body_bytes = 5\nrequests_per_second = 9").unwrap();
    assert_eq!(limits.body_bytes, 5);
    assert_eq!(limits.requests_per_second.map(u32::from), Some(9));
    assert_eq!(limits.document_bytes, 256 << 10);
    assert!(toml::from_str::<Limits>("bodybytes = 5").is_err());
}

#[test]
fn strangers_hold_a_part_only_until_they_are_known() {
    let in_flight = InFlight::new(100);
    let mut stranger = in_flight.reserve(SenderIs::Stranger);
    let mut other = in_flight.reserve(SenderIs::Stranger);
    let mut known = in_flight.reserve(SenderIs::Known);
    assert!(stranger.grow(20));
    assert!(!other.grow(6), "25 are for strangers");
    assert!(known.grow(70));
    assert!(other.grow(5));
    stranger.sender_is_known();
    assert!(!other.grow(6), "100 are for all");
    assert!(other.grow(5));
    assert_eq!(in_flight.bytes(), 100);
    drop((stranger, other, known));
    assert_eq!(in_flight.bytes(), 0);
    assert!(in_flight.reserve(SenderIs::Stranger).grow(25));
}

#[test]
fn questions_have_a_limit_unless_it_is_none() {
    let limit = |text: &str| toml::from_str::<Limits>(text).unwrap().question();
    assert_eq!(limit(""), Some(Duration::from_secs(120)));
    assert_eq!(limit("question_seconds = 7"), Some(Duration::from_secs(7)));
    assert_eq!(limit("question_seconds = 0"), None);
}
