use super::*;

const OURS: &[(&str, &[&str])] = &[
    ("cairn-core", &[]),
    ("cairn-storage", &["cairn-core"]),
    ("cairn-testkit", &["cairn-core"]),
];
const THEIRS: &[(&str, &[&str])] = &[("arrow*", &["cairn-storage"]), ("clap", &["xtask"])];

fn manifest(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

fn found(name: &str, dependencies: &str) -> Vec<String> {
    let workspace =
        "[workspace.dependencies]\nfast = { package = \"arrow-array\", version = \"1\" }\n";
    let crate_text = format!("[package]\nname = \"{name}\"\n{dependencies}");
    let manifests = [
        manifest("Cargo.toml", workspace),
        manifest(&format!("crates/{name}/Cargo.toml"), &crate_text),
    ];
    let findings = check(&manifests, OURS, THEIRS).unwrap();
    findings
        .iter()
        .map(|finding| format!("{}: {}", finding.line, finding.reason))
        .collect()
}

#[test]
fn allowed_edges_are_silent() {
    for (name, dependencies) in [
        ("cairn-core", "[dependencies]\nregex = \"1\"\n"),
        (
            "cairn-storage",
            "[dependencies]\ncairn-core.workspace = true\narrow-array = \"1\"\n",
        ),
        (
            "cairn-core",
            "[dev-dependencies]\ncairn-testkit.workspace = true\nclap = \"1\"\n",
        ),
        ("cairn-core", "[dependencies]\nclap_lex = \"1\"\n"),
    ] {
        assert_eq!(found(name, dependencies), [""; 0], "{dependencies}");
    }
}

#[test]
fn every_planted_edge_is_found() {
    for (name, dependencies, finding) in [
        (
            "cairn-core",
            "[dependencies]\ncairn-storage.workspace = true\n",
            "4: cairn-core may not use cairn-storage",
        ),
        (
            "cairn-storage",
            "[dependencies]\nregex = \"1\"\ncairn-testkit = { path = \"x\" }\n",
            "5: cairn-storage may not use cairn-testkit",
        ),
        (
            "cairn-core",
            "[dependencies]\narrow-schema.workspace = true\n",
            "4: only cairn-storage may use arrow-schema",
        ),
        (
            "cairn-core",
            "[dependencies]\nfast.workspace = true\n",
            "4: only cairn-storage may use arrow-array",
        ),
        (
            "cairn-core",
            "[dependencies]\nquick = { package = \"clap\", version = \"1\" }\n",
            "4: only xtask may use clap",
        ),
        (
            "cairn-core",
            "[target.'cfg(unix)'.dependencies]\nclap = \"1\"\n",
            "4: only xtask may use clap",
        ),
        (
            "cairn-core",
            "[build-dependencies]\nclap = \"1\"\n",
            "4: only xtask may use clap",
        ),
        (
            "cairn-new",
            "",
            "2: `cairn-new` has no row in the table of crates",
        ),
    ] {
        assert_eq!(found(name, dependencies), [finding], "{dependencies}");
    }
}
