//! What is known of a person by what `identify` calls tell of it.

use std::collections::BTreeMap;

use crate::value::Value;

/// Before the name of a property that counts only where the person has none of that name yet.
pub const SET_ONCE: &str = "$set_once.";
/// Before the name of a property that the person has no longer.
pub const UNSET: &str = "$unset.";

/// Adds what one call tells, the properties of its event, to what the calls before it told. Calls come in order of
/// (event time, event id), so of each property the last one counts. Within a call what is set comes first, then what
/// is set once, then what is unset.
pub fn tell(known: &mut BTreeMap<String, Value>, told: &BTreeMap<String, Value>) {
    let once = |name: &str| name.strip_prefix(SET_ONCE).map(str::to_owned);
    let unset = |name: &str| name.strip_prefix(UNSET).map(str::to_owned);
    for (name, value) in told {
        if once(name).is_none() && unset(name).is_none() {
            known.insert(name.clone(), value.clone());
        }
    }
    for (name, value) in told {
        if let Some(name) = once(name) {
            known.entry(name).or_insert_with(|| value.clone());
        }
    }
    for name in told.keys().filter_map(|name| unset(name)) {
        known.remove(&name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(calls: &[&[(&str, i64)]]) -> Vec<(String, i64)> {
        let mut known = BTreeMap::new();
        for call in calls {
            let value = |number: i64| Value::Number(crate::value::Number::Integer(number));
            let call = call.iter().map(|(name, n)| ((*name).to_owned(), value(*n)));
            tell(&mut known, &call.collect());
        }
        let number = |value: Value| match value {
            Value::Number(crate::value::Number::Integer(number)) => number,
            other => panic!("{other:?}"),
        };
        known
            .into_iter()
            .map(|(name, value)| (name, number(value)))
            .collect()
    }

    fn expect(calls: &[&[(&str, i64)]], expected: &[(&str, i64)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, n)| ((*name).to_owned(), *n))
            .collect();
        assert_eq!(told(calls), expected, "{calls:?}");
    }

    #[test]
    fn the_last_that_is_set_counts() {
        expect(&[&[("a", 1), ("b", 1)], &[("a", 2)]], &[("a", 2), ("b", 1)]);
    }

    #[test]
    fn the_first_that_is_set_once_counts_unless_it_is_set() {
        expect(&[&[("$set_once.a", 1)], &[("$set_once.a", 2)]], &[("a", 1)]);
        expect(&[&[("$set_once.a", 1)], &[("a", 2)]], &[("a", 2)]);
        expect(&[&[("a", 1)], &[("$set_once.a", 2)]], &[("a", 1)]);
        expect(&[&[("a", 1), ("$set_once.a", 2)]], &[("a", 1)]);
    }

    #[test]
    fn what_is_unset_is_gone_until_it_is_set_again() {
        expect(&[&[("a", 1)], &[("$unset.a", 1)]], &[]);
        expect(
            &[&[("a", 1)], &[("$unset.a", 1)], &[("$set_once.a", 3)]],
            &[("a", 3)],
        );
        expect(&[&[("a", 1), ("$unset.a", 1), ("b", 2)]], &[("b", 2)]);
        expect(&[&[("$unset.a", 1)]], &[]);
    }
}
