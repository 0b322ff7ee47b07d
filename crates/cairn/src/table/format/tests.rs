use super::*;

#[test]
fn numbers_are_grouped_by_thousands() {
    for (number, expected) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1,000"),
        (33_279, "33,279"),
        (1_234_567, "1,234,567"),
    ] {
        assert_eq!(count(number), expected);
    }
}

#[test]
fn money_is_written_in_major_units_of_its_currency() {
    let check = |minor: i64, currency: &str, expected: &str| {
        let money_wire = MoneyWire {
            minor,
            currency: currency.to_owned(),
        };
        assert_eq!(money(Some(&money_wire), &[]), expected);
    };
    check(53_074_800, "EUR", "530,748.00 EUR");
    check(-123_450, "EUR", "-1,234.50 EUR");
    check(1_234, "JPY", "1,234 JPY");
    check(5, "KWD", "0.005 KWD");
}

#[test]
fn currencies_stand_apart() {
    let amounts = [("EUR", 100), ("USD", 250)].map(|(currency, minor)| MoneyWire {
        minor,
        currency: currency.to_owned(),
    });
    assert_eq!(money(None, &amounts), "1.00 EUR + 2.50 USD");
}

#[test]
fn text_from_outside_does_not_steer_the_terminal() {
    assert_eq!(plain("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
}

#[test]
fn a_short_rate_says_nobody_and_everybody_only_of_these() {
    let short = |value: f64, low: f64, high: f64| {
        let rate = serde_json::json!({"value": value, "low": low, "high": high, "numerator": 1,
            "denominator": 2, "level": 0.95, "method": "wilson"});
        short_rate(Some(&serde_json::from_value(rate).unwrap()))
    };
    assert_eq!(short(0.5, 0.215, 0.784), "50 % (22–78)");
    assert_eq!(short(0.002, 0.0, 0.011), "<1 % (0–1)");
    assert_eq!(short(0.998, 0.99, 1.0), ">99 % (99–100)");
    assert_eq!(short_rate(None), "");
}

#[test]
fn times_are_told_by_their_two_largest_units() {
    for (seconds, expected) in [
        (0.0, "0s"),
        (0.25, "0.25s"),
        (0.000_001, "0.000001s"),
        (1.999, "1s"),
        (59.0, "59s"),
        (60.0, "1m"),
        (3_661.0, "1h 1m"),
        (3_605.0, "1h"),
        (183_600.0, "2d 3h"),
        (8_640_000.0, "100d"),
    ] {
        assert_eq!(took(seconds), expected, "{seconds}");
    }
}
