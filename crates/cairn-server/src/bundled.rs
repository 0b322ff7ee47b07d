//! Files that are part of the binary: the app, the documentation, the script for pages.
//!
//! A release carries them in itself; a development build reads them from the folders they are built into, so
//! that a new build of them needs none of the binary.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::EmbeddedFile;

use crate::etag;

/// How long browsers may keep a file without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// For good: its name changes with its content.
    ForGood,
    /// An hour: pages of others load it on every view.
    AnHour,
    /// They ask each time whether it changed.
    AskEachTime,
}

type Hash = [u8; 32];

/// What was packed once, by the hash of what it is of.
static PACKED: LazyLock<Mutex<HashMap<Hash, Bytes>>> = LazyLock::new(Mutex::default);

/// Smaller files gain nothing.
const LEAST_PACKED: usize = 1024;

/// Formats that are packed already.
const PACKED_FORMATS: [&str; 4] = ["image/png", "image/webp", "image/jpeg", "font/woff2"];

/// Answers with a file.
pub(crate) fn answer(asked: &HeaderMap, file: EmbeddedFile, keep: Keep) -> Response {
    let hash = file.metadata.sha256_hash();
    let kind = file.metadata.mimetype().to_owned();
    let data = match file.data {
        std::borrow::Cow::Borrowed(data) => Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => Bytes::from(data),
    };
    let is_packed =
        takes_gzip(asked) && data.len() >= LEAST_PACKED && !PACKED_FORMATS.contains(&kind.as_str());
    let mut tag = String::from("\"");
    for byte in &hash[..16] {
        // Writing to a string can't fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push_str(if is_packed { "-gz\"" } else { "\"" });
    let mut response = Response::new(Body::from(if is_packed {
        packed(hash, &data)
    } else {
        data
    }));
    let headers = response.headers_mut();
    let is_text = kind.starts_with("text/");
    let kind = if is_text {
        kind + "; charset=utf-8"
    } else {
        kind
    };
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    if is_packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let mut response = etag::of_tag(asked, &tag, response);
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CACHE_CONTROL, keep.header());
    response
}

impl Keep {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::ForGood => "public, max-age=31536000, immutable",
            Self::AnHour => "public, max-age=3600",
            Self::AskEachTime => "no-cache",
        })
    }
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let lists = asked.get_all(ACCEPT_ENCODING).into_iter();
    lists.filter_map(|list| list.to_str().ok()).any(|list| {
        list.split(',').map(str::trim).any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim().eq_ignore_ascii_case("gzip") && weight.trim() != "q=0"
        })
    })
}

fn packed(hash: Hash, data: &Bytes) -> Bytes {
    let mut known = PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(hash).or_insert_with(|| pack(data)).clone()
}

fn pack(data: &Bytes) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory can't fail.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default().into()
}
