use super::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn money(minor: i64, code: &str) -> Money {
    Money {
        minor,
        currency: currency(code),
    }
}

fn parsed(text: &str, code: &str) -> Result<i64, MoneyError> {
    Money::parse_decimal(text, currency(code)).map(|money| money.minor)
}

#[test]
fn amounts_of_two_none_three_and_four_decimals() {
    for (text, code, minor) in [
        ("49.90", "EUR", 4_990),
        ("49.9", "EUR", 4_990),
        ("49", "EUR", 4_900),
        ("49.", "EUR", 4_900),
        (".5", "EUR", 50),
        ("+5", "EUR", 500),
        ("-5", "EUR", -500),
        (" 5.00 ", "EUR", 500),
        ("0", "EUR", 0),
        ("-0", "EUR", 0),
        ("000000000000000000000000001.00", "EUR", 100),
        ("499", "JPY", 499),
        ("499.00", "JPY", 499),
        ("1.234", "KWD", 1_234),
        ("1.2", "KWD", 1_200),
        ("1.2345", "CLF", 12_345),
        ("92233720368547758.07", "EUR", i64::MAX),
        ("-92233720368547758.07", "EUR", -i64::MAX),
        ("9223372036854775807", "JPY", i64::MAX),
    ] {
        assert_eq!(parsed(text, code), Ok(minor), "{text} {code}");
    }
}

#[test]
fn s11_more_digits_round_half_away_from_zero() {
    for (text, code, minor) in [
        ("0.005", "EUR", 1),
        ("-0.005", "EUR", -1),
        ("0.0049999999", "EUR", 0),
        ("-0.0049999999", "EUR", 0),
        ("1.995", "EUR", 200),
        ("2.675", "EUR", 268),
        ("1.0150000", "EUR", 102),
        ("499.5", "JPY", 500),
        ("-499.5", "JPY", -500),
        ("499.4999", "JPY", 499),
        ("1.0005", "KWD", 1_001),
        ("1.0004", "KWD", 1_000),
        ("9.99999999999999999999999999999", "EUR", 1_000),
    ] {
        assert_eq!(parsed(text, code), Ok(minor), "{text} {code}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        " ",
        ".",
        "-",
        "+",
        "-.",
        "1e3",
        "1E3",
        "1,5",
        "1 000",
        "1_000",
        "1.2.3",
        "--5",
        "+-5",
        "5-",
        "€5",
        "5 EUR",
        "NaN",
        "inf",
        "0x10",
        "٣",
        "½",
        "1.5\u{a0}x",
    ] {
        let error = MoneyError::Amount(text.to_owned());
        assert_eq!(parsed(text, "EUR"), Err(error));
    }
}

#[test]
fn what_is_too_large_is_refused() {
    for (text, code) in [
        ("92233720368547758.08", "EUR"),
        ("-92233720368547758.08", "EUR"),
        ("92233720368547758.075", "EUR"),
        ("92233720368547758.07", "KWD"),
        ("9223372036854775807.5", "JPY"),
        ("100000000000000000000000000000", "JPY"),
    ] {
        let error = MoneyError::TooLarge(text.to_owned());
        assert_eq!(parsed(text, code), Err(error), "{text} {code}");
    }
}

#[test]
fn long_texts_are_cut_in_errors() {
    let Err(MoneyError::Amount(text)) = parsed(&"x".repeat(1_000_000), "EUR") else {
        panic!("a million letters are an amount");
    };
    assert_eq!(text.len(), 40);
}

#[test]
fn currencies() {
    for (text, code, decimals) in [
        ("EUR", "EUR", 2),
        ("eur", "EUR", 2),
        ("Jpy", "JPY", 0),
        ("KWD", "KWD", 3),
        ("CLF", "CLF", 4),
        ("XAU", "XAU", 2),
    ] {
        let currency = currency(text);
        assert_eq!((currency.code(), currency.decimals()), (code, decimals));
    }
    for text in ["", "EU", "EURO", "ZZZ", "€", "E€", " EUR", "123", "éur"] {
        let error = MoneyError::Currency(text.to_owned());
        assert_eq!(Currency::parse(text), Err(error));
    }
}

#[test]
fn amounts_as_text() {
    for (minor, code, text) in [
        (4_990, "EUR", "49.90 EUR"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "EUR", "0.00 EUR"),
        (499, "JPY", "499 JPY"),
        (-1, "JPY", "-1 JPY"),
        (1, "KWD", "0.001 KWD"),
        (53_074_800, "EUR", "530748.00 EUR"),
        (i64::MIN, "EUR", "-92233720368547758.08 EUR"),
    ] {
        assert_eq!(money(minor, code).to_string(), text);
    }
    let beyond_64_bits = decimal_text(i128::from(i64::MAX) * 10, currency("EUR"));
    assert_eq!(beyond_64_bits, "922337203685477580.70");
}

#[test]
fn s11_currencies_are_never_added() {
    let mut left = Amounts::default();
    assert!(left.is_empty());
    left.add(money(4_990, "EUR"));
    left.add(money(-990, "EUR"));
    left.add(money(100, "CHF"));
    let mut right = Amounts::default();
    right.add(money(7, "USD"));
    right.add(money(1, "EUR"));
    left.merge(&right);
    let found: Vec<_> = left.iter().collect();
    let expected = [("CHF", 100), ("EUR", 4_001), ("USD", 7)];
    assert_eq!(found, expected.map(|(code, sum)| (currency(code), sum)));
}

#[test]
fn sums_are_wider_than_amounts() {
    let mut sum = Amounts::default();
    for _ in 0..3 {
        sum.add(money(i64::MAX, "EUR"));
    }
    let expected = 3 * i128::from(i64::MAX);
    assert_eq!(sum.iter().next(), Some((currency("EUR"), expected)));
}
