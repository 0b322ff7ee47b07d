//! A body unpacked, within a limit.

use std::borrow::Cow;
use std::io::{ErrorKind, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::unreadable::Unreadable;
use crate::gzip::MAGIC;

/// Unpacks a body that has at most `most` bytes when unpacked, and never holds more.
///
/// Gzip is known by its first bytes, whatever the headers say. `content_encoding` is the header's value; of
/// what is no gzip, `deflate` is unpacked (with zlib's frame or without), and `gzip` taken as plain: proxies
/// unpack bodies and leave the header.
pub fn unpack<'a>(
    body: &'a [u8],
    content_encoding: Option<&str>,
    most: usize,
) -> Result<Cow<'a, [u8]>, Unreadable> {
    if body.starts_with(&MAGIC) {
        return unpacked(MultiGzDecoder::new(body), body.len(), most).map(Cow::Owned);
    }
    let encoding = content_encoding.unwrap_or_default().trim();
    let is = |name: &str| encoding.eq_ignore_ascii_case(name);
    if is("deflate") && !is_json(body) {
        let unpacked = if has_zlib_frame(body) {
            unpacked(ZlibDecoder::new(body), body.len(), most)
        } else {
            unpacked(DeflateDecoder::new(body), body.len(), most)
        };
        return unpacked.map(Cow::Owned);
    }
    let is_plain = ["", "identity", "gzip", "x-gzip", "deflate"];
    if !is_plain.iter().any(|name| is(name)) {
        return Err(Unreadable::UnknownEncoding(encoding.to_owned()));
    }
    if body.len() > most {
        return Err(Unreadable::TooLarge { limit: most });
    }
    Ok(Cow::Borrowed(body))
}

fn unpacked(reader: impl Read, packed: usize, most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    read_all(reader, packed, most, &mut bytes)?;
    Ok(bytes)
}

/// Reads to the end, or until there is more than `most`; `bytes` never holds room for more.
fn read_all(
    mut reader: impl Read,
    packed: usize,
    most: usize,
    bytes: &mut Vec<u8>,
) -> Result<(), Unreadable> {
    /// What JSON shrinks to, as a rule.
    const USUAL_RATIO: usize = 6;
    const SMALLEST: usize = 1_024;
    let mut room = packed.saturating_mul(USUAL_RATIO).max(SMALLEST);
    loop {
        // One byte above the limit tells that there are more.
        let len = room.min(most.saturating_add(1));
        let filled = bytes.len();
        bytes.reserve_exact(len.saturating_sub(filled));
        bytes.resize(len, 0);
        let (read, has_ended) = fill(&mut reader, &mut bytes[filled..])?;
        bytes.truncate(filled + read);
        if bytes.len() > most {
            return Err(Unreadable::TooLarge { limit: most });
        }
        if has_ended {
            return Ok(());
        }
        room = room.saturating_mul(2);
    }
}

/// Fills a buffer; tells how much of it, and whether the input has ended.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> Result<(usize, bool), Unreadable> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => return Ok((filled, true)),
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Unreadable::BadGzip(error.to_string())),
        }
    }
    Ok((filled, false))
}

fn is_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// RFC 1950: method 8, and the first two bytes as one number divisible by 31.
fn has_zlib_frame(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
