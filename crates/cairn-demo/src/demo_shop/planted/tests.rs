use cairn_core::time::Time;

use super::*;

/// 2026-01-01, 00:30 in Berlin: still 2025 in UTC.
const NOW: Time = Time::from_micros((1_767_225_600 - 1_800) * 1_000_000);

fn chosen(planted: &Planted, seed: Option<u64>, until: Option<&str>) -> Result<String, String> {
    let shop = planted.choose(seed, until, NOW);
    shop.map(|shop| shop.file_name())
        .map_err(|error| error.to_string())
}

#[test]
fn a_shop_is_known_again_by_the_name_of_its_import() {
    for (imports, events, expected) in [
        (&[][..], 0, Planted::Nothing),
        (&[], 5, Planted::OtherEvents),
        (&["orders.csv"], 0, Planted::Nothing),
        (&["orders.csv"], 5, Planted::OtherEvents),
        (
            &["demo-seed-x-until-2025-12-01.ndjson"],
            5,
            Planted::OtherEvents,
        ),
        (
            &["demo-seed-3-until-2025-12-01.csv"],
            5,
            Planted::OtherEvents,
        ),
    ] {
        let imports = imports.iter().map(|name| (*name, "imp-1".to_owned()));
        assert_eq!(Planted::of(imports, events), expected);
    }
    let imports = ["orders.csv", "demo-seed-3-until-2025-12-01.ndjson"];
    let imports = imports
        .into_iter()
        .zip(["imp-1".to_owned(), "imp-2".to_owned()]);
    let shop = Planted::of(imports, 5);
    let expected = Planted::Shop {
        seed: 3,
        until: "2025-12-01".to_owned(),
        import: "imp-2".to_owned(),
    };
    assert_eq!(shop, expected);
}

#[test]
fn nothing_said_means_the_shop_that_is_there_else_the_usual_one() {
    let today = "demo-seed-1-until-2026-01-01.ndjson";
    assert_eq!(chosen(&Planted::Nothing, None, None).as_deref(), Ok(today));
    let named = chosen(&Planted::Nothing, Some(9), Some("2025-12-01"));
    let name = "demo-seed-9-until-2025-12-01.ndjson";
    assert_eq!(named.as_deref(), Ok(name));
    let shop = Planted::of([(name, "imp-4".to_owned())], 7);
    assert_eq!(chosen(&shop, None, None).as_deref(), Ok(name));
    assert_eq!(chosen(&shop, Some(9), None).as_deref(), Ok(name));
    for (planted, seed, until, fault) in [
        (
            &shop,
            Some(1),
            None,
            "there already with seed 9, until 2025-12-01",
        ),
        (&shop, None, Some("2025-11-30"), "there already with seed 9"),
        (&Planted::OtherEvents, None, None, "not the demo shop's"),
        (
            &Planted::Nothing,
            None,
            Some("2026-01-02"),
            "2026-01-02 lies after today (2026-01-01)",
        ),
        (&Planted::Nothing, None, Some("soon"), "`soon` is not a day"),
    ] {
        let said = chosen(planted, seed, until).unwrap_err();
        assert!(said.contains(fault), "{said}");
    }
}
