use super::*;
use std::collections::BTreeSet;

fn references(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::Object(object) => {
            for (key, value) in object {
                match value {
                    Json::String(text) if key == "$ref" => {
                        found.insert(text.clone());
                    }
                    other => references(other, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_to_a_schema() {
    let schemas = schemas();
    let mut found = BTreeSet::new();
    references(&Json::Object(schemas.clone()), &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}

#[test]
fn names_are_those_of_the_glossary_and_not_of_the_code() {
    for name in schemas().keys() {
        assert!(!name.contains("Wire"), "{name}");
    }
}

#[test]
fn all_codes_are_in_the_schema_of_errors() {
    let text = serde_json::to_string(&schemas()).unwrap();
    for code in crate::error::Code::ALL {
        assert!(
            text.contains(&format!("\"{}\"", code.as_str())),
            "{}",
            code.as_str()
        );
    }
}
