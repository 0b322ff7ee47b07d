use super::*;

/// The rules and lines of the findings in a file.
fn broken(path: &str, text: &str) -> Vec<(usize, &'static str)> {
    let file = SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let findings = check(&file);
    findings
        .iter()
        .map(|finding| (finding.line, finding.rule))
        .collect()
}

fn in_a_file(code: &str) -> Vec<(usize, &'static str)> {
    broken("crates/a/src/b.rs", &format!("//! A subject.\n{code}"))
}

#[test]
fn a_tidy_file_has_no_findings() {
    assert_eq!(in_a_file("fn f() {\n    g();\n}\n"), []);
}

#[test]
fn every_planted_fault_is_found() {
    let [later, broken_part] = UNFINISHED;
    let cases = [
        ("fn f() {} \n".to_owned(), 2, "trailing-space"),
        ("fn f() {}\r\n".to_owned(), 2, "trailing-space"),
        ("fn f() {\n\tg();\n}\n".to_owned(), 3, "tab"),
        ("fn f() {}".to_owned(), 2, "final-newline"),
        ("fn f() {}\n\n".to_owned(), 3, "final-newline"),
        (
            format!("    {SHOULD_PANIC}(expected = \"x\")]\n"),
            2,
            "should-panic",
        ),
        (format!("// {later}: more\n"), 2, "issue"),
        (format!("// {later} # more\n"), 2, "issue"),
        (format!("f(); // {broken_part} later\n"), 2, "issue"),
        ("mod utils {\n}\n".to_owned(), 2, "name"),
        ("pub(crate) mod common {\n}\n".to_owned(), 2, "name"),
        ("fn f() {}\n".repeat(500), 501, "length"),
    ];
    for (code, line, rule) in cases {
        assert_eq!(in_a_file(&code), [(line, rule)], "{code:?}");
    }
}

#[test]
fn what_is_open_may_stand_with_its_issue() {
    let [later, broken_part] = UNFINISHED;
    assert_eq!(
        in_a_file(&format!("// {later}(#12): more\n// {broken_part} #7\n")),
        []
    );
}

#[test]
fn five_hundred_lines_are_enough() {
    assert_eq!(in_a_file(&"fn f() {}\n".repeat(499)), []);
}

#[test]
fn a_file_says_what_it_is_about_unless_it_is_a_test() {
    let code = "fn f() {}\n";
    assert_eq!(broken("crates/a/src/b.rs", code), [(1, "doc")]);
    assert_eq!(broken("crates/a/src/b/tests.rs", code), []);
    assert_eq!(broken("crates/a/tests/b.rs", code), []);
    assert_eq!(
        broken("crates/a/src/b/tests.rs", "f() \n"),
        [(1, "trailing-space")]
    );
    assert_eq!(
        broken("crates/a/src/b.rs", ""),
        [(1, "doc"), (1, "final-newline")]
    );
}

#[test]
fn names_say_what_is_inside() {
    for path in [
        "crates/a/src/utils.rs",
        "crates/a/src/helpers/mod.rs",
        "crates/a/src/b/types.rs",
        "crates/a/tests/common/mod.rs",
    ] {
        assert_eq!(broken(path, "//! X.\n"), [(1, "name")], "{path}");
    }
    assert_eq!(broken("crates/a/src/common_ground.rs", "//! X.\n"), []);
}
