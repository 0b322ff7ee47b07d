//! A file as the server can read it: by its path, or, of a pipe, by the path of a copy.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file that has a path; a copy goes with this.
pub(super) struct Spooled {
    path: PathBuf,
    copy_of: Option<String>,
}

impl Spooled {
    /// The file itself, or a copy in the data directory of what can be read only once.
    pub(super) fn of(file: &Path, data: &Path) -> Result<Self> {
        let is_stdin = file == Path::new("-");
        let is_pipe =
            || std::fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if !is_stdin && !is_pipe() {
            let path = std::path::absolute(file)
                .with_context(|| format!("can't open `{}`", file.display()))?;
            return Ok(Self {
                path,
                copy_of: None,
            });
        }
        let mut source: Box<dyn Read> = if is_stdin {
            Box::new(std::io::stdin())
        } else {
            let opened = File::open(file);
            Box::new(opened.with_context(|| format!("can't open `{}`", file.display()))?)
        };
        let folder = std::path::absolute(data)?.join("staging");
        std::fs::create_dir_all(&folder)?;
        let name = if is_stdin {
            "stdin".to_owned()
        } else {
            file.display().to_string()
        };
        let spooled = Self {
            path: folder.join(format!("spool-{}", std::process::id())),
            copy_of: Some(name),
        };
        let copied = File::create_new(&spooled.path)
            .and_then(|mut copy| std::io::copy(&mut source, &mut copy));
        copied.with_context(|| format!("can't write `{}`", spooled.path.display()))?;
        Ok(spooled)
    }

    /// The absolute path.
    pub(super) fn path(&self) -> Result<String> {
        let text = self.path.to_str().map(str::to_owned);
        text.with_context(|| {
            format!(
                "the path `{}` is no UTF-8 text, which a server can't be told: rename the file",
                self.path.display()
            )
        })
    }

    /// What was copied.
    pub(super) fn name(&self) -> Option<String> {
        self.copy_of.clone()
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        if self.copy_of.is_some() {
            // One that stays is cleared away when the server starts anew.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
