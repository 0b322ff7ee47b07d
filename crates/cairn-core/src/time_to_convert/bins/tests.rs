use super::{DAY, EDGES, HOUR, MINUTE, bins};
use crate::time::Span;

fn seconds(number: u32) -> Span {
    Span::from_seconds(number)
}

/// From, to and count in seconds.
fn told(window: u32, times: &[u32]) -> Vec<(i64, i64, u64)> {
    let times: Vec<Span> = times.iter().map(|time| seconds(*time)).collect();
    let bins = bins(seconds(window), &times);
    { bins.iter() }
        .map(|bin| (bin.seconds()[0], bin.seconds()[1], bin.count))
        .collect()
}

#[test]
fn a_bin_begins_with_its_edge_and_the_last_ends_with_the_window() {
    let times = [0, 59, 60, 299, 300, 899, 900, 901];
    let expected = [(0, 60, 2), (60, 300, 2), (300, 900, 2), (900, 901, 2)];
    assert_eq!(told(901, &times), expected);
}

#[test]
fn an_edge_at_the_windows_end_is_no_bin_of_its_own() {
    assert_eq!(told(300, &[299, 300]), [(0, 60, 0), (60, 300, 2)]);
}

#[test]
fn a_short_window_is_one_bin() {
    assert_eq!(told(0, &[0, 0]), [(0, 0, 2)]);
    assert_eq!(told(60, &[60]), [(0, 60, 1)]);
}

#[test]
fn a_long_window_ends_with_a_long_bin() {
    let told = told(5_000 * DAY, &[730 * DAY, 5_000 * DAY]);
    assert_eq!(told.len(), EDGES.len());
    assert_eq!(told.last(), Some(&(730 * 86_400, 5_000 * 86_400, 2)));
}

#[test]
fn edges_ascend() {
    assert!(EDGES.is_sorted_by(|a, b| a < b));
    assert_eq!([MINUTE, HOUR, DAY], [60, 3_600, 86_400]);
}
