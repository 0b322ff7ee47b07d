use super::*;

fn finding(path: &str, line: usize, rule: &'static str) -> Finding {
    Finding {
        path: path.to_owned(),
        line,
        rule,
        reason: String::new(),
    }
}

#[test]
fn an_exception_lets_all_findings_of_its_path_and_rule_pass() {
    let findings = vec![
        finding("a.rs", 1, "tab"),
        finding("a.rs", 9, "tab"),
        finding("a.rs", 9, "length"),
        finding("b.rs", 1, "tab"),
    ];
    let left = apply("a.rs tab made by a machine\n", &["tab"], findings);
    let expected = [finding("a.rs", 9, "length"), finding("b.rs", 1, "tab")];
    assert_eq!(left, expected);
}

#[test]
fn an_exception_that_matches_nothing_is_a_finding() {
    let left = apply("# why\n\na.rs tab once needed\n", &["tab"], Vec::new());
    assert_eq!(left.len(), 1);
    assert_eq!(
        left[0].to_string(),
        "xtask/exceptions.txt:3 a.rs no longer breaks `tab`: remove it [exceptions]"
    );
}

#[test]
fn exceptions_of_another_check_are_left_to_it() {
    let list = "a.rs circle known\n";
    assert_eq!(apply(list, &["tab"], Vec::new()), []);
}

#[test]
fn an_exception_needs_a_reason() {
    let left = apply("a.rs tab\n", &["tab"], vec![finding("a.rs", 1, "tab")]);
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn an_unknown_rule_is_a_finding() {
    let list = "# a comment here\na.rs tab why\na.rs tba why\n";
    let found = unknown_rules(list, &["tab"]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, 3);
}
