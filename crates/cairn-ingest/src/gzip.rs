//! Gzip, known by its first bytes.

use std::io::{Chain, Cursor, ErrorKind, Read, Result};

use flate2::read::MultiGzDecoder;

/// How gzip begins.
pub(crate) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What [`decompress`] gives: the bytes inside.
pub struct Decompressed<R>(Inner<R>);

type Rewound<R> = Chain<Cursor<Vec<u8>>, R>;

enum Inner<R> {
    Plain(Rewound<R>),
    Gzip(Box<MultiGzDecoder<Rewound<R>>>),
}

/// Unpacks gzip (one member or several) if the bytes begin as such, else passes them on.
///
/// Reads two bytes at once. Damaged or truncated gzip is an error of a later read.
pub fn decompress<R: Read>(mut reader: R) -> Result<Decompressed<R>> {
    let start = read_start(&mut reader, MAGIC.len())?;
    let packed = start == MAGIC;
    let rewound = Cursor::new(start).chain(reader);
    Ok(Decompressed(if packed {
        Inner::Gzip(Box::new(MultiGzDecoder::new(rewound)))
    } else {
        Inner::Plain(rewound)
    }))
}

/// The first `count` bytes, or fewer at the end of the input.
pub(crate) fn read_start(reader: &mut impl Read, count: usize) -> Result<Vec<u8>> {
    let mut start = vec![0; count];
    let mut filled = 0;
    while filled < count {
        match reader.read(&mut start[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    start.truncate(filled);
    Ok(start)
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match &mut self.0 {
            Inner::Plain(reader) => reader.read(buffer),
            Inner::Gzip(reader) => reader.read(buffer),
        }
    }
}

#[cfg(test)]
mod tests;
