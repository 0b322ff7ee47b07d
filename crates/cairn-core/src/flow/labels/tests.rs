use std::collections::BTreeSet;

use super::{LabelProperty, Labels};
use crate::event::PropertyRef;
use crate::value::{Number, ValueRef};

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn text(labels: &Labels, event: &str, value: Option<ValueRef<'_>>) -> Option<String> {
    labels.label(event, value).map(|label| label.into_owned())
}

#[test]
fn an_event_is_called_by_its_name_or_a_value() {
    let labels = Labels::default();
    assert_eq!(text(&labels, "cart", None).as_deref(), Some("cart"));
    let values = [
        (ValueRef::String("/a"), "/a"),
        (ValueRef::String(" "), "cart"),
        (ValueRef::Number(Number::Float(2.0)), "2"),
        (ValueRef::Number(Number::Float(2.5)), "2.5"),
        (ValueRef::Boolean(true), "true"),
        (ValueRef::Json("[1]"), "[1]"),
    ];
    for (value, label) in values {
        assert_eq!(text(&labels, "cart", Some(value)).as_deref(), Some(label));
    }
}

#[test]
fn only_the_events_named_are_called_by_the_property() {
    let property = PropertyRef::Property("step".to_owned());
    let mut labels = Labels {
        by: Some(LabelProperty {
            property: property.clone(),
            events: None,
        }),
        ..Labels::default()
    };
    assert_eq!(labels.property_of("cart"), Some(&property));
    if let Some(by) = &mut labels.by {
        by.events = Some(set(&["view"]));
    }
    assert_eq!(labels.property_of("cart"), None);
    assert_eq!(labels.property_of("view"), Some(&property));
    assert_eq!(Labels::default().property_of("view"), None);
}

/// What is hidden goes by the names before they are merged.
#[test]
fn labels_are_left_out_and_then_merged() {
    let merge = [("a", "x"), ("b", "x"), ("c", "a")];
    let labels = Labels {
        by: None,
        hide: set(&["b", "x"]),
        only: None,
        merge: { merge.iter() }
            .map(|(name, merged)| ((*name).to_owned(), (*merged).to_owned()))
            .collect(),
    };
    for (name, label) in [("a", Some("x")), ("b", None), ("c", Some("a")), ("x", None)] {
        assert_eq!(text(&labels, name, None).as_deref(), label, "{name}");
    }
    let labels = Labels {
        only: Some(set(&["b", "c", "d"])),
        ..labels
    };
    for (name, label) in [("a", None), ("b", None), ("c", Some("a")), ("d", Some("d"))] {
        assert_eq!(text(&labels, name, None).as_deref(), label, "{name}");
    }
}
