use super::*;

#[test]
fn reservations_end_at_the_limit_and_are_given_back() {
    let in_flight = InFlight::new(100);
    let mut one = in_flight.reserve();
    let mut two = in_flight.reserve();
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
