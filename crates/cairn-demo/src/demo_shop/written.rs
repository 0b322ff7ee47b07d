//! A shop's events in a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::DemoShop;
use super::error::DemoError;

/// A shop's events in a file, which goes with this.
#[derive(Debug)]
pub struct WrittenShop {
    path: PathBuf,
}

impl WrittenShop {
    /// Writes the events to a file, and makes the folder that it lies in. One that can't be written whole leaves
    /// nothing.
    pub fn at(path: PathBuf, shop: &DemoShop) -> Result<Self, DemoError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::create(&path)?;
        let written = Self { path };
        let mut out = BufWriter::with_capacity(1 << 20, file);
        shop.write_ndjson(&mut out)?;
        out.flush()?;
        Ok(written)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WrittenShop {
    fn drop(&mut self) {
        // One that stays is a file too many and nothing else.
        let _ = std::fs::remove_file(&self.path);
    }
}
