//! The files of one crate as modules, and which of them each file takes a name from.

use std::collections::BTreeMap;

use super::code::code_only;
use super::imports::{Import, imports};
use crate::tree::SourceFile;

/// A module's place below the crate's root: `["funnel", "kernel"]`; the root is empty.
pub(super) type ModulePath = Vec<String>;

/// Names are followed through at most so many re-exports.
const MOST_REEXPORTS: usize = 8;

/// A crate's modules that are files of their own.
pub(super) struct Modules {
    files: BTreeMap<ModulePath, ModuleFile>,
}

struct ModuleFile {
    path: String,
    imports: Vec<Import>,
}

/// A file takes a name that another file defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: ModulePath,
    pub(super) to: ModulePath,
    /// Where the name is taken.
    pub(super) path: String,
    pub(super) line: usize,
}

impl Modules {
    /// The modules of the crate in `folder`.
    pub(super) fn of(folder: &str, sources: &[&SourceFile]) -> Self {
        let file = |source: &&SourceFile| {
            let module = module_path(folder, &source.path)?;
            let file = ModuleFile {
                path: source.path.clone(),
                imports: imports(&code_only(&source.text)),
            };
            Some((module, file))
        };
        Self {
            files: sources.iter().filter_map(file).collect(),
        }
    }

    /// Every taking of a name from another file, in the order of files and lines. A name that a file only
    /// passes on is taken from where it is defined.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let edges_of = |(from, file): (&ModulePath, &ModuleFile)| {
            let edge = |import: &Import| {
                let to = self.resolve(from, &import.path, MOST_REEXPORTS)?;
                (to != *from).then(|| Edge {
                    from: from.clone(),
                    to,
                    path: file.path.clone(),
                    line: import.line,
                })
            };
            file.imports.iter().filter_map(edge).collect::<Vec<_>>()
        };
        self.files.iter().flat_map(edges_of).collect()
    }

    /// The module that defines what `path` names in `from`; `None` if it is of another crate.
    fn resolve(&self, from: &ModulePath, path: &[String], patience: usize) -> Option<ModulePath> {
        let mut module = from.clone();
        let mut rest = path;
        let first = rest.first()?.as_str();
        match first {
            "crate" => module.clear(),
            "super" | "self" => {}
            _ if self.has_child(from, first) => {}
            _ => return None,
        }
        if matches!(first, "crate" | "self") {
            rest = &rest[1..];
        }
        while rest.first().is_some_and(|segment| segment == "super") {
            module.pop()?;
            rest = &rest[1..];
        }
        while let Some(segment) = rest.first() {
            if !self.has_child(&module, segment) {
                break;
            }
            module.push(segment.clone());
            rest = &rest[1..];
        }
        let passed_on = rest
            .first()
            .filter(|_| patience > 0 && module != *from)
            .and_then(|name| self.passed_on(&module, name, patience));
        Some(passed_on.unwrap_or(module))
    }

    /// Where a name comes from that `module` itself has only imported.
    fn passed_on(&self, module: &ModulePath, name: &str, patience: usize) -> Option<ModulePath> {
        let imports = &self.files.get(module)?.imports;
        let import = imports.iter().find(|import| import.name == name)?;
        self.resolve(module, &import.path, patience - 1)
    }

    fn has_child(&self, module: &ModulePath, name: &str) -> bool {
        let mut child = module.clone();
        child.push(name.to_owned());
        self.files.contains_key(&child)
    }
}

/// `crates/a/src/b/c.rs` is `["b", "c"]`; a crate's `lib.rs` or `main.rs` is its root.
fn module_path(folder: &str, path: &str) -> Option<ModulePath> {
    let inside = path.strip_prefix(folder)?.strip_prefix("/src/")?;
    let stem = inside.strip_suffix(".rs")?;
    if matches!(stem, "lib" | "main") {
        return Some(Vec::new());
    }
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    Some(stem.split('/').map(str::to_owned).collect())
}

#[cfg(test)]
mod tests;
