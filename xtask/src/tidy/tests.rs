use super::*;

#[test]
fn the_project_is_tidy() {
    let findings = check(&tree::root()).unwrap();
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}
