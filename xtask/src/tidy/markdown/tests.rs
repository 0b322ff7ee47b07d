use super::*;

/// The findings in a file `xtask/notes.md`; `xtask/src/tree.rs` and `GLOSSARY.md` exist.
fn broken(text: &str) -> Vec<(usize, &'static str)> {
    let file = SourceFile {
        path: "xtask/notes.md".to_owned(),
        text: text.to_owned(),
    };
    let findings = check(&crate::tree::root(), &file);
    findings
        .iter()
        .map(|finding| (finding.line, finding.rule))
        .collect()
}

#[test]
fn links_to_what_exists_are_fine() {
    for text in [
        "[a](src/tree.rs)",
        "[a](src/tree.rs#L10) and [b](../GLOSSARY.md \"The words\")",
        "[a](/GLOSSARY.md)",
        "[a](https://example.org/x) [b](mailto:a@example.org) [c](#below)",
        "[a]: src/tree.rs",
        "[^1]: a footnote",
        "```\n[a](gone.md)\n```",
        "`[a](gone.md)`",
    ] {
        assert_eq!(broken(text), [], "{text}");
    }
}

#[test]
fn every_planted_fault_is_found() {
    for (text, line, rule) in [
        ("[a](gone.md)", 1, "link"),
        ("x\n![a](pictures/gone.png)", 2, "link"),
        ("[a](src/tree.rs) [b](src/gone.rs#L1)", 1, "link"),
        ("[a]: gone.md", 1, "link"),
        ("[a](/src/tree.rs)", 1, "link"),
        ("`x` [a](gone.md) `y`", 1, "link"),
        ("text ", 1, "trailing-space"),
        ("```\ncode \n```", 2, "trailing-space"),
    ] {
        assert_eq!(broken(text), [(line, rule)], "{text}");
    }
}
