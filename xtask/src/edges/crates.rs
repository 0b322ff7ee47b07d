//! The graph of crates, by their Cargo.toml files.

use anyhow::Context;
use toml::Table;

use crate::finding::Finding;
use crate::tree::SourceFile;

type Allowed<'a> = &'a [(&'a str, &'a [&'a str])];

/// The folders of all crates: `crates/cairn-core`, `xtask`, ….
pub(super) fn folders(manifests: &[SourceFile]) -> Vec<String> {
    manifests
        .iter()
        .filter_map(|file| file.path.strip_suffix("/Cargo.toml"))
        .filter(|folder| *folder == "xtask" || folder.starts_with("crates/"))
        .map(str::to_owned)
        .collect()
}

/// Checks every crate's normal and build dependencies. Those of tests are free, except that nothing else
/// may be hidden in them: `cairn-testkit` is allowed there and nowhere else.
pub(super) fn check(
    manifests: &[SourceFile],
    ours: Allowed<'_>,
    theirs: Allowed<'_>,
) -> anyhow::Result<Vec<Finding>> {
    let workspace = manifests.iter().find(|file| file.path == "Cargo.toml");
    let renames = match workspace {
        Some(file) => parse(file)?
            .get("workspace")
            .and_then(|workspace| workspace.get("dependencies"))
            .and_then(toml::Value::as_table)
            .cloned()
            .unwrap_or_default(),
        None => Table::new(),
    };
    let mut findings = Vec::new();
    for folder in folders(manifests) {
        let path = format!("{folder}/Cargo.toml");
        let file = manifests.iter().find(|file| file.path == path);
        let file = file.context("a crate has no Cargo.toml")?;
        let manifest = parse(file)?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(toml::Value::as_str)
            .with_context(|| format!("{path} has no package name"))?;
        let checked = Checked { file, name };
        for (key, value) in normal_dependencies(&manifest) {
            let package = package_of(key, value, &renames);
            findings.extend(checked.fault(key, package, ours, theirs));
        }
        if !ours.iter().any(|(known, _)| *known == name) {
            let reason = format!("`{name}` has no row in the table of crates");
            findings.push(checked.finding("name", "crate-edge", reason));
        }
    }
    Ok(findings)
}

fn parse(file: &SourceFile) -> anyhow::Result<Table> {
    file.text.parse().with_context(|| file.path.clone())
}

/// Of all targets, with and without conditions.
fn normal_dependencies(manifest: &Table) -> Vec<(&String, &toml::Value)> {
    let kinds = ["dependencies", "build-dependencies"];
    let conditional = manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values())
        .filter_map(toml::Value::as_table);
    std::iter::once(manifest)
        .chain(conditional)
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)))
        .filter_map(toml::Value::as_table)
        .flatten()
        .collect()
}

/// The package behind a dependency, which may have been given another name here or in the workspace.
fn package_of<'a>(key: &'a str, value: &'a toml::Value, renames: &'a Table) -> &'a str {
    let renamed = |value: &'a toml::Value| value.get("package").and_then(toml::Value::as_str);
    renamed(value)
        .or_else(|| renames.get(key).and_then(renamed))
        .unwrap_or(key)
}

struct Checked<'a> {
    file: &'a SourceFile,
    name: &'a str,
}

impl Checked<'_> {
    fn fault(
        &self,
        key: &str,
        package: &str,
        ours: Allowed<'_>,
        theirs: Allowed<'_>,
    ) -> Option<Finding> {
        let name = self.name;
        let is_ours = package == "cairn" || package.starts_with("cairn-") || package == "xtask";
        if is_ours {
            let row = ours.iter().find(|(user, _)| *user == name);
            let is_allowed = row.is_some_and(|(_, used)| used.contains(&package));
            let reason = format!("{name} may not use {package}");
            return (!is_allowed).then(|| self.finding(key, "crate-edge", reason));
        }
        let (_, users) = theirs.iter().find(|(pattern, _)| fits(pattern, package))?;
        let reason = format!("only {} may use {package}", users.join(" and "));
        (!users.contains(&name)).then(|| self.finding(key, "third-party", reason))
    }

    fn finding(&self, key: &str, rule: &'static str, reason: String) -> Finding {
        let is_key = |line: &str| {
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
        };
        let line = self.file.text.lines().position(is_key).unwrap_or(0) + 1;
        Finding {
            path: self.file.path.clone(),
            line,
            rule,
            reason,
        }
    }
}

fn fits(pattern: &str, package: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => package.starts_with(beginning),
        None => package == pattern,
    }
}

#[cfg(test)]
mod tests;
