use std::collections::BTreeMap;

use super::*;

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn time(micros: i64) -> Time {
    Time::from_micros(micros)
}

/// One column of every table below: absent, and a value of each type.
fn subjects() -> [Option<Value>; 6] {
    [
        None,
        Some(text("Apple")),
        Some(Value::Number(Number::Integer(5))),
        Some(Value::Boolean(true)),
        Some(Value::Time(time(5))),
        Some(Value::Json("[\"Apple\"]".to_owned())),
    ]
}

/// `+` where the condition holds of a subject, `.` where it does not.
fn row(condition: &Condition) -> String {
    subjects()
        .iter()
        .map(|subject| condition.holds(subject.as_ref().map(Value::as_ref)))
        .map(|holds| if holds { '+' } else { '.' })
        .collect()
}

#[test]
fn every_condition_on_every_type() {
    use Condition::*;
    let integer = Number::Integer;
    let number = |n: i64| Value::Number(integer(n));
    let caseless = CaselessText::new;
    let regex = |pattern: &str| Regex(regex::Regex::new(pattern).unwrap());
    // Columns: absent, "Apple", 5, true, time 5, JSON ["Apple"].
    for (condition, expected) in [
        (Equal(text("Apple")), ".+...."),
        (Equal(text("apple")), "......"),
        (Equal(text("5")), "......"),
        (Equal(number(5)), "..+..."),
        (Equal(Value::Number(Number::Float(5.0))), "..+..."),
        (Equal(Value::Boolean(true)), "...+.."),
        (Equal(Value::Boolean(false)), "......"),
        (Equal(Value::Time(time(5))), "....+."),
        (Equal(Value::Json("[\"Apple\"]".to_owned())), ".....+"),
        (NotEqual(text("Apple")), "+.++++"),
        (NotEqual(number(5)), "++.+++"),
        (NotEqual(Value::Boolean(true)), "+++.++"),
        (NotEqual(Value::Time(time(5))), "++++.+"),
        (In(ValueSet::new(vec![])), "......"),
        (In(ValueSet::new(vec![text("Pear"), number(5)])), "..+..."),
        (
            In(ValueSet::new(vec![text("Apple"), Value::Boolean(true)])),
            ".+.+..",
        ),
        (NotIn(ValueSet::new(vec![])), "++++++"),
        (
            NotIn(ValueSet::new(vec![text("Pear"), number(5)])),
            "++.+++",
        ),
        (
            NotIn(ValueSet::new(vec![text("Apple"), Value::Boolean(true)])),
            "+.+.++",
        ),
        (Contains(caseless("PPL")), ".+...."),
        (Contains(caseless("")), ".+...."),
        (Contains(caseless("pear")), "......"),
        (Contains(caseless("5")), "......"),
        (NotContains(caseless("PPL")), "+.++++"),
        (NotContains(caseless("")), "+.++++"),
        (NotContains(caseless("pear")), "++++++"),
        (StartsWith("App".to_owned()), ".+...."),
        (StartsWith("app".to_owned()), "......"),
        (StartsWith(String::new()), ".+...."),
        (regex("p{2}l"), ".+...."),
        (regex("^pp"), "......"),
        (regex("(?i)^apple$"), ".+...."),
        (regex("5|true"), "......"),
        (Greater(integer(4)), "..+..."),
        (Greater(integer(5)), "......"),
        (Greater(Number::Float(4.99)), "..+..."),
        (AtLeast(integer(5)), "..+..."),
        (AtLeast(integer(6)), "......"),
        (Less(integer(6)), "..+..."),
        (Less(integer(5)), "......"),
        (AtMost(integer(5)), "..+..."),
        (AtMost(integer(4)), "......"),
        (IsSet, ".+++++"),
        (IsNotSet, "+....."),
        (Before(time(6)), "....+."),
        (Before(time(5)), "......"),
        (After(time(4)), "....+."),
        (After(time(5)), "......"),
    ] {
        assert_eq!(row(&condition), expected, "{condition:?}");
    }
}

#[test]
fn a_condition_and_its_negation_never_hold_together() {
    use Condition::*;
    let pairs = [
        (Equal(text("Apple")), NotEqual(text("Apple"))),
        (
            In(ValueSet::new(vec![text("Apple"), text("Pear")])),
            NotIn(ValueSet::new(vec![text("Apple"), text("Pear")])),
        ),
        (
            Contains(CaselessText::new("APPLE")),
            NotContains(CaselessText::new("APPLE")),
        ),
        (IsSet, IsNotSet),
    ];
    for (condition, negation) in pairs {
        let flipped = row(&condition)
            .replace('+', "-")
            .replace('.', "+")
            .replace('-', ".");
        assert_eq!(row(&negation), flipped, "{condition:?}");
    }
}

#[test]
fn contains_ignores_case_in_every_script() {
    for (value, wanted, expected) in [
        ("ÉCLAIR au café", "éclair", true),
        ("éclair", "ÉCLAIR", true),
        ("Пальто", "ПАЛЬ", true),
        ("Straße 7", "STRASSE", true),
        ("STRASSE 7", "straße", true),
        // A Greek sigma looks different at the end of a word.
        ("ΟΔΟΣ", "οδος", true),
        ("οδος", "ΟΔΟΣ", true),
        ("ΟΔΟΣΑ", "ΟΔΟΣ", true),
        ("cafe", "café", false),
        ("日本語", "本", true),
        ("ǅungla", "ǆ", true),
    ] {
        let condition = Condition::Contains(CaselessText::new(wanted));
        let found = condition.holds(Some(ValueRef::String(value)));
        assert_eq!(found, expected, "{wanted} in {value}");
    }
}

struct Happened(BTreeMap<PropertyRef, Value>);

impl EventView for Happened {
    fn name(&self) -> &str {
        "cart"
    }

    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>> {
        self.0.get(property).map(Value::as_ref)
    }
}

#[test]
fn a_filter_looks_at_its_own_property() {
    let event = Happened(BTreeMap::from([
        (PropertyRef::parse("browser"), text("none")),
        (
            PropertyRef::parse("context.device.browser"),
            text("Firefox"),
        ),
    ]));
    for (property, wanted, expected) in [
        ("browser", "none", true),
        ("browser", "Firefox", false),
        ("context.device.browser", "Firefox", true),
        ("device.browser", "Firefox", false),
    ] {
        let filter = Filter {
            property: PropertyRef::parse(property),
            condition: Condition::Equal(text(wanted)),
        };
        assert_eq!(filter.holds(&event), expected, "{property} {wanted}");
    }
}
