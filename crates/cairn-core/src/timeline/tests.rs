use super::*;
use crate::session::DEFAULT_GAP;

/// A journey such as `0:a 10:- 20:b`: minutes and the session's letter, `-` outside of any.
fn cut(journey: &str) -> String {
    let mut times = Vec::new();
    let mut sessions: Vec<Option<Session>> = Vec::new();
    let mut known: Vec<(&str, Session)> = Vec::new();
    for event in journey.split_whitespace() {
        let (minutes, letter) = event.split_once(':').unwrap();
        let time = Time::from_micros(minutes.parse::<i64>().unwrap() * 60_000_000);
        times.push(time);
        if letter == "-" {
            sessions.push(None);
            continue;
        }
        if !known.iter().any(|(name, _)| *name == letter) {
            let number = u32::try_from(known.len()).unwrap();
            let start = time;
            known.push((letter, Session { start, number }));
        }
        let of_letter = known.iter().find(|(name, _)| *name == letter);
        sessions.push(of_letter.map(|(_, session)| *session));
    }
    let blocks = blocks(&times, &sessions, DEFAULT_GAP);
    let shown = blocks.iter().map(|block| {
        let places: Vec<String> = block.places.iter().map(usize::to_string).collect();
        let mark = if block.is_session { "" } else { "-" };
        format!("{mark}{}", places.join(","))
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn s6_sessions_are_blocks_and_so_are_events_between() {
    for (journey, expected) in [
        ("", ""),
        ("0:a 10:a", "0,1"),
        ("0:a 10:- 20:a", "0,2 -1"),
        ("0:a 10:- 20:- 40:b", "0 -1,2 3"),
        // Two devices at once.
        ("0:a 5:b 6:a 7:b", "0,2 1,3"),
        // A session begins between two events outside.
        ("0:- 5:a 6:-", "-0 1 -2"),
        // A session goes on between them: it began before.
        ("0:a 1:- 5:a 6:-", "0,2 -1,3"),
        // The gap, its end included.
        ("0:- 30:- 61:-", "-0,1 -2"),
    ] {
        assert_eq!(cut(journey), expected, "{journey}");
    }
}
