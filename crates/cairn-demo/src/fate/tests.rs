use super::*;

/// The deepest attempt by trying every start, and the depth of the first one: for steps at distinct times.
fn naive_depth(itinerary: &[(Span, Step)]) -> Depth {
    let steps = [View, Cart, Checkout, Purchase];
    let depth_from = |start: usize| {
        let mut depth = 0;
        for (time, step) in &itinerary[start..] {
            let elapsed = time.micros() - itinerary[start].0.micros();
            if depth < 4 && *step == steps[depth] && elapsed <= FUNNEL_WINDOW.micros() {
                depth += 1;
            }
        }
        depth
    };
    let depths: Vec<usize> = (0..itinerary.len())
        .filter(|start| itinerary[*start].1 == View)
        .map(depth_from)
        .collect();
    Depth {
        best: depths.iter().copied().max().unwrap_or(0),
        first: depths.first().copied().unwrap_or(0),
    }
}

#[test]
fn every_itinerary_is_as_deep_as_its_fate_says() {
    let fates = (0..=4)
        .map(Fate::Prefix)
        .chain((2..=MOST_ORDERS).map(Fate::Regular))
        .chain(UNUSUAL.map(|(_, fate)| fate));
    for fate in fates {
        for person in 0..2_000 {
            let itinerary = fate.itinerary(&mut Dice::of_person(5, person));
            assert_eq!(naive_depth(&itinerary), fate.depth(), "{itinerary:?}");
            assert!(itinerary.is_sorted_by(|a, b| a.0 < b.0), "{itinerary:?}");
            let last = itinerary.last().map_or(Span::default(), |(time, _)| *time);
            assert!(last <= fate.longest(), "{fate:?} takes {last}");
        }
    }
}

#[test]
fn the_windows_end_is_met_to_the_millisecond() {
    let window = FUNNEL_WINDOW.micros();
    let just_in_time = Fate::JustInTime.itinerary(&mut Dice::of_person(5, 0));
    assert_eq!(
        just_in_time.last(),
        Some(&(Span::from_micros(window), Purchase))
    );
    let lateness = |person| {
        let itinerary = Fate::TooLate.itinerary(&mut Dice::of_person(5, person));
        itinerary[2].0.micros() - window
    };
    assert_eq!((0..100).map(lateness).min(), Some(1_000));
}

#[test]
fn a_fate_fits_into_its_room() {
    for days in [1, 8, 12, 25, 60] {
        let room = Span::from_seconds(days * 86_400);
        for person in 0..5_000 {
            let mut dice = Dice::of_person(6, person);
            let traits = Traits::draw(&mut dice);
            let fate = Fate::draw(&traits, room, &mut dice);
            assert!(fate.longest() <= room, "{fate:?} in {room}");
        }
    }
}
