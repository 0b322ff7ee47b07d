use super::*;
use crate::api::route_records;
use std::collections::BTreeSet;

fn strings<'a>(json: &'a Json, key: &str, found: &mut Vec<&'a str>) {
    match json {
        Json::Object(object) => {
            for (name, value) in object {
                match value {
                    Json::String(text) if name == key => found.push(text),
                    other => strings(other, key, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| strings(item, key, found)),
        _ => {}
    }
}

#[test]
fn the_document_has_every_route_but_other_spellings_and_those_of_the_machine() {
    let routes = route_records();
    let document = document(&routes, "cairn_session");
    for route in routes.iter().filter(|route| !route.about.is_alias) {
        let method = route.method.as_str().to_ascii_lowercase();
        let operation = &document["paths"][route.path][&method];
        if route.demand == Demand::Local {
            assert!(operation.is_null(), "{method} {}", route.path);
            continue;
        }
        assert!(operation.is_object(), "{method} {}", route.path);
        assert!(operation["responses"].is_object());
    }
}

#[test]
fn references_lead_somewhere_and_operations_have_names_of_their_own() {
    let document = document(&route_records(), "cairn_session");
    let mut references = Vec::new();
    strings(&document, "$ref", &mut references);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let mut names = Vec::new();
    strings(&document["paths"], "operationId", &mut names);
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(distinct.len(), names.len());
    assert!(distinct.contains("postSitesBySiteGoals"), "{distinct:?}");
}

#[test]
fn path_parameters_are_described() {
    let document = document(&route_records(), "cairn_session");
    let parameters = &document["paths"]["/api/v1/sites/{site}/goals/{goal}"]["parameters"];
    let mut names = Vec::new();
    strings(parameters, "name", &mut names);
    assert_eq!(names, ["site", "goal"]);
}

/// The document is kept beside the docs: the app's types and the reference's pages are made of it. After a
/// change, `CAIRN_UPDATE=1 cargo test --workspace --lib openapi` writes it anew.
#[test]
fn the_kept_document_is_this_one() {
    let kept =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    let document = document(&route_records(), "cairn_session");
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("CAIRN_UPDATE").is_some() {
        std::fs::write(&kept, &text).unwrap();
    }
    let found = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(
        found == text,
        "docs/reference/openapi.json is outdated: see this test's comment"
    );
}
