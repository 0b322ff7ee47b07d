use super::*;

/// `path as name @ line`, of every import.
fn read(code: &str) -> Vec<String> {
    imports(code)
        .iter()
        .map(|import| {
            format!(
                "{} as {} @ {}",
                import.path.join("::"),
                import.name,
                import.line
            )
        })
        .collect()
}

#[test]
fn use_trees_are_expanded() {
    for (code, expected) in [
        ("use a::b;", vec!["a::b as b @ 1"]),
        ("pub use a::b as c;", vec!["a::b as c @ 1"]),
        ("pub(crate) use crate::a;", vec!["crate::a as a @ 1"]),
        (
            "use a::{b, c::{D, E as F}, g::*};",
            vec![
                "a::b as b @ 1",
                "a::c::D as D @ 1",
                "a::c::E as F @ 1",
                "a::g::* as * @ 1",
            ],
        ),
        (
            "use a::b::{self, C};",
            vec!["a::b as b @ 1", "a::b::C as C @ 1"],
        ),
        (
            "mod x;\n\nuse super::{\n    A,\n    B,\n};",
            vec!["super::A as A @ 3", "super::B as B @ 3"],
        ),
        ("fn f() {\n    use a::B;\n}", vec!["a::B as B @ 2"]),
        ("use self::a::B;", vec!["self::a::B as B @ 1"]),
    ] {
        assert_eq!(read(code), expected, "{code}");
    }
}

#[test]
fn own_paths_are_found_without_use() {
    for (code, expected) in [
        ("let x = crate::a::f(1);", vec!["crate::a::f as  @ 1"]),
        ("x: &super::a::B<C>", vec!["super::a::B as  @ 1"]),
        ("super::super::A", vec!["super::super::A as  @ 1"]),
        ("$crate::a!()", vec!["crate::a as  @ 1"]),
        ("my_crate::a::f()", vec![]),
        ("pub(crate) fn f() {}", vec![]),
        ("Self::a()", vec![]),
        ("impl Iterator + use<'a>", vec![]),
        ("reuse a::b;", vec![]),
        ("user::name", vec![]),
    ] {
        assert_eq!(read(code), expected, "{code}");
    }
}
