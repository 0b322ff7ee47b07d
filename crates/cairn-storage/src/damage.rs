//! Tests only: files spoiled bit by bit. Bytes are changed in place, since writing a file anew takes a
//! thousand times as long.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

/// A file to be spoiled.
pub(crate) struct Spoiled {
    file: File,
    /// What it held at first.
    pub(crate) content: Vec<u8>,
}

impl Spoiled {
    pub(crate) fn open(path: &Path) -> Self {
        let content = std::fs::read(path).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        Self { file, content }
    }

    /// Shortens the file to so many bytes.
    pub(crate) fn cut(&self, length: usize) {
        self.file.set_len(length as u64).unwrap();
    }

    /// Flips one bit.
    pub(crate) fn flip(&mut self, bit: usize) {
        self.put(bit / 8, self.content[bit / 8] ^ (1 << (bit % 8)));
    }

    /// Flips it back.
    pub(crate) fn restore(&mut self, bit: usize) {
        self.put(bit / 8, self.content[bit / 8]);
    }

    fn put(&mut self, at: usize, byte: u8) {
        self.file.seek(SeekFrom::Start(at as u64)).unwrap();
        self.file.write_all(&[byte]).unwrap();
    }
}
