use super::*;
use crate::tree::SourceFile;

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<SourceFile> = files
        .iter()
        .map(|(name, text)| SourceFile {
            path: format!("crates/x/src/{name}"),
            text: (*text).to_owned(),
        })
        .collect();
    let modules = Modules::of("crates/x", &sources.iter().collect::<Vec<_>>());
    let reasons = check(&modules).into_iter().map(|finding| finding.reason);
    reasons
        .map(|reason| reason.replace("crates/x/src/", ""))
        .collect()
}

#[test]
fn one_way_is_fine() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod a;\nmod b;\nmod c;"),
            ("a.rs", "use crate::b::B;\nuse crate::c::C;"),
            ("b.rs", "use crate::c::C;"),
            ("c.rs", ""),
        ]),
        [""; 0]
    );
}

#[test]
fn a_parent_and_its_children_may_use_each_other() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod p;"),
            ("p.rs", "mod a;\nmod b;\npub use a::A;\nuse b::f;"),
            ("p/a.rs", "use super::Own;\nuse super::b::B;"),
            ("p/b.rs", "use super::Own;"),
        ]),
        [""; 0]
    );
}

#[test]
fn a_planted_circle_of_two_is_found() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "\nuse crate::a::A;"),
        ]),
        ["imports go in a circle: a.rs:1 → b.rs:2"]
    );
}

#[test]
fn a_planted_circle_of_three_is_found_once() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;"),
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "fn f() -> crate::c::C"),
            ("c.rs", "use super::{a::{A, Z}, d};"),
            ("d.rs", ""),
        ]),
        ["imports go in a circle: a.rs:1 → b.rs:1 → c.rs:1"]
    );
}

#[test]
fn two_circles_are_two_findings() {
    let circles = found(&[
        ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use crate::a::A;"),
        ("c.rs", "use crate::d::D;\nuse crate::a::A;"),
        ("d.rs", "use crate::c::C;"),
    ]);
    assert_eq!(circles.len(), 2, "{circles:?}");
}

#[test]
fn circles_of_siblings_behind_their_parent_are_found() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod p;"),
            ("p.rs", "mod a;\nmod b;\npub use a::A;"),
            ("p/a.rs", "use super::b::B;"),
            ("p/b.rs", "use super::A;"),
        ]),
        ["imports go in a circle: p/a.rs:1 → p/b.rs:1"]
    );
}

#[test]
fn circles_through_another_files_child_are_found() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod a;\nmod p;"),
            ("a.rs", "use crate::p::Own;"),
            ("p.rs", "mod b;\nuse b::f;"),
            ("p/b.rs", "use crate::a::A;"),
        ]),
        ["imports go in a circle: a.rs:1 → p/b.rs:1"]
    );
}

#[test]
fn reaching_past_the_parent_is_found() {
    assert_eq!(
        found(&[
            ("lib.rs", "mod p;"),
            ("p.rs", "mod a;"),
            ("p/a.rs", "mod b;"),
            ("p/a/b.rs", "use super::super::Own;\nuse crate::Root;"),
        ]),
        [
            "reaches past its parent, up to `p`",
            "reaches past its parent, up to the crate's root",
        ]
    );
}
