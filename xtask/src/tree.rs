//! The project's files.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// A text file of the project.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// From the root of the project, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    /// Whether it is a test and nothing else: named `tests.rs`, or in a folder `tests`.
    pub(crate) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.split('/').any(|part| part == "tests")
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// All files below `root` with one of the extensions, by path. Folders that hold what was built or fetched
/// are left out.
pub(crate) fn files(root: &Path, extension: &str) -> anyhow::Result<Vec<SourceFile>> {
    let mut found = Vec::new();
    collect(root, root, extension, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(
    root: &Path,
    folder: &Path,
    extension: &str,
    found: &mut Vec<SourceFile>,
) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.file_type()?.is_dir();
        let is_left_out =
            name.starts_with('.') || matches!(name.as_str(), "target" | "node_modules" | "dist");
        if is_folder && !is_left_out {
            collect(root, &path, extension, found)?;
        } else if !is_folder && path.extension().is_some_and(|found| found == extension) {
            let text =
                std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let relative = path.strip_prefix(root)?;
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            found.push(SourceFile {
                path: parts.join("/"),
                text,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
