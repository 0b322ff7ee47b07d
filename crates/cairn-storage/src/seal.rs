//! What a file held when it was written: its length and its BLAKE3. The manifest keeps both of every file it names.

use std::io::{self, Write};
use std::path::Path;

use crate::vfs::{Vfs, VfsFile};

/// How much of a file is read at once.
const READ_BYTES: usize = 1 << 18;

/// Length and hash of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seal {
    pub(crate) bytes: u64,
    pub(crate) hash: blake3::Hash,
}

/// The seals of a run's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RunSeals {
    pub(crate) events: Seal,
    pub(crate) ids: Seal,
    pub(crate) facts: Seal,
}

/// Writes to the end of an open file and seals what goes by. It buffers nothing.
pub(crate) struct SealedFile {
    file: Box<dyn VfsFile>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Seal {
    /// The seal of this content.
    pub(crate) fn of(content: &[u8]) -> Self {
        Self {
            bytes: content.len() as u64,
            hash: blake3::hash(content),
        }
    }

    /// The seal of what a file holds now.
    pub(crate) fn of_file(vfs: &dyn Vfs, path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let bytes = each_piece(vfs, path, |piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(Self {
            bytes,
            hash: hasher.finalize(),
        })
    }

    /// What is wrong with a file that should have this seal; `None` if it has it.
    pub(crate) fn fault(&self, found: &Self) -> Option<String> {
        if found.bytes != self.bytes {
            let (found, written) = (found.bytes, self.bytes);
            return Some(format!(
                "it has {found} bytes and was written with {written}"
            ));
        }
        let is_same = found.hash == self.hash;
        (!is_same).then(|| "its content is not what was written: the hash differs".to_owned())
    }
}

/// Gives a file to `take`, piece by piece; gives its length.
pub(crate) fn each_piece(
    vfs: &dyn Vfs,
    path: &Path,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let file = vfs.open(path)?;
    let mut buffer = vec![0; READ_BYTES];
    let mut at = 0;
    loop {
        match file.read_at(&mut buffer, at)? {
            0 => return Ok(at),
            read => {
                take(&buffer[..read])?;
                at += read as u64;
            }
        }
    }
}

impl SealedFile {
    pub(crate) fn new(file: Box<dyn VfsFile>) -> Self {
        Self {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    /// Makes the file durable.
    pub(crate) fn finish(self) -> io::Result<Seal> {
        self.file.sync()?;
        Ok(Seal {
            bytes: self.bytes,
            hash: self.hasher.finalize(),
        })
    }
}

impl Write for SealedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.append(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
