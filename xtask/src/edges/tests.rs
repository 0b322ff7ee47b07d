use super::*;

#[test]
fn the_projects_edges_are_allowed() {
    let findings = check(&tree::root()).unwrap();
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

#[test]
fn the_table_of_crates_has_no_circle() {
    let mut below: Vec<&str> = Vec::new();
    loop {
        let ready = OURS.iter().find(|(name, used)| {
            !below.contains(name) && used.iter().all(|used| below.contains(used))
        });
        let Some((name, _)) = ready else { break };
        below.push(name);
    }
    assert_eq!(below.len(), OURS.len());
}
