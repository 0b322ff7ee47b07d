//! The list of an import's rejected rows, as a download.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use cairn_api::Code;
use cairn_core::id::ImportId;
use cairn_storage::StorageError;
use hyper::body::Frame;
use tokio::sync::mpsc;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::import_file::{REJECTS_HEADER, rejects_path};
use crate::permission::ReadHealth;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// The rows of an import that are no event, as CSV with their reasons.
pub(crate) async fn show(
    authorized: Authorized<ReadHealth>,
    State(app): State<App>,
    Path((_, import)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let parsed = ImportId::parse(&import);
    let id = parsed.map_err(|error| Failure::new(Code::UnknownImport, error))?;
    let snapshot = app.events.snapshot()?;
    let imports = snapshot.imports(&site.id);
    // Imports are numbered across sites: another site's is not there for this one.
    let record = imports.iter().find(|one| one.id == id);
    let record = record.ok_or_else(|| Failure::from(StorageError::UnknownImport(id)))?;
    // The import's own count decides: a process that died before its commit may have left a list under a
    // number that another import got.
    let has_list = record.tally.rejected > 0;
    let listed = has_list.then(|| File::open(rejects_path(&app.data, id)));
    let body = match listed.transpose() {
        Ok(None) => Body::from(format!("{}\n", REJECTS_HEADER.join(","))),
        Ok(Some(file)) => Body::new(Pieces(pieces(file))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let message = format!("the list of {id} is gone: it goes when an import is taken back");
            return Err(Failure::new(Code::NotFound, message));
        }
        Err(error) => return Err(Failure::new(Code::Storage, error)),
    };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"rejects-{id}.csv\""),
        ),
    ];
    Ok((headers, body).into_response())
}

/// Reads a file on a thread of its own, as fast as it is fetched.
fn pieces(mut file: File) -> mpsc::Receiver<io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = match file.read(&mut piece) {
                Ok(0) => return,
                Ok(bytes) => {
                    piece.truncate(bytes);
                    Ok(Bytes::from(piece))
                }
                Err(error) => Err(error),
            };
            let is_last = read.is_err();
            // Whoever fetched it may have gone.
            if sender.blocking_send(read).is_err() || is_last {
                return;
            }
        }
    });
    receiver
}

/// The pieces of a file as a body.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let polled = self.0.poll_recv(context);
        polled.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
