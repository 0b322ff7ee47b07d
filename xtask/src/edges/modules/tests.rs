use super::*;

/// `from:line -> to`, of a crate given as (file, text).
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<SourceFile> = files
        .iter()
        .map(|(name, text)| SourceFile {
            path: format!("crates/x/src/{name}"),
            text: (*text).to_owned(),
        })
        .collect();
    let modules = Modules::of("crates/x", &sources.iter().collect::<Vec<_>>());
    let told = |edge: &Edge| {
        let to = if edge.to.is_empty() {
            "root".to_owned()
        } else {
            edge.to.join("/")
        };
        format!("{}:{} -> {to}", edge.from.join("/"), edge.line)
    };
    modules.edges().iter().map(told).collect()
}

#[test]
fn names_lead_to_the_file_that_defines_them() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\npub use a::A;\n"),
        (
            "a.rs",
            "mod inner;\npub use inner::I;\nuse super::b;\nuse std::fmt;\n",
        ),
        (
            "a/inner.rs",
            "use super::Own;\nuse crate::b::B;\nuse super::super::b::C;\n",
        ),
        (
            "b.rs",
            "fn f() { crate::a::I::new() }\nuse crate::A;\nuse crate::Root;\n// use crate::a;\n",
        ),
    ];
    assert_eq!(
        edges(&files),
        [
            ":3 -> a",
            "a:2 -> a/inner",
            "a:3 -> b",
            "a/inner:1 -> a",
            "a/inner:2 -> b",
            "a/inner:3 -> b",
            "b:1 -> a/inner",
            "b:2 -> a",
            "b:3 -> root",
        ]
    );
}

#[test]
fn a_siblings_name_is_seen_behind_the_parent() {
    let files = [
        ("lib.rs", "mod p;"),
        ("p.rs", "mod a;\nmod b;\nuse a::A;\n"),
        ("p/a.rs", ""),
        ("p/b.rs", "use super::A;"),
    ];
    assert_eq!(edges(&files), ["p:3 -> p/a", "p/b:1 -> p/a"]);
}

#[test]
fn names_that_lead_in_a_ring_do_not_hang() {
    let files = [
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "pub use crate::b::X;"),
        ("b.rs", "pub use crate::a::X;"),
    ];
    assert_eq!(edges(&files).len(), 2);
}

#[test]
fn mod_rs_is_its_folder() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "use crate::a::b::B;"),
        ("a/b.rs", ""),
    ];
    assert_eq!(edges(&files), ["a:1 -> a/b"]);
}
