//! Receiving a file, previewing it, taking it away.

use std::fs::File;
use std::io::Write;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use cairn_api::{ApiError, Code, ReadingWire, read_document};
use http_body_util::BodyExt;
use hyper::body::Body as _;
use serde::Deserialize;
use tokio::time::timeout;

use crate::app::App;
use crate::authorized::Authorized;
use crate::body::{cut_short, discard, too_slow};
use crate::document::Document;
use crate::errors::Failure;
use crate::import_file::preview;
use crate::permission::ManageImports;
use crate::reading::Reading;
use crate::routes::Parameter;
use crate::uploads::{Unfinished, unwritten};
use crate::work::apart;

/// Bytes that are gathered before they are written.
const PIECE: usize = 1 << 20;
/// Bytes of a file's name.
const MAX_NAME_BYTES: usize = 255;

/// How a file is called.
pub(crate) const PARAMETERS: [Parameter; 1] = [Parameter {
    name: "name",
    summary: "The file's name: its ending says the format, and the events' `source` is it. Required.",
    kind: "string",
}];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameQuery {
    name: String,
}

/// Receives a file. It goes to disk as it comes, so its size is no part of the bytes in flight.
pub(crate) async fn receive(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    query: Result<Query<NameQuery>, QueryRejection>,
    mut body: Body,
) -> Result<Response, Failure> {
    let received = receive_file(&authorized, &app, query, &mut body).await;
    if received
        .as_ref()
        .is_err_and(|failure| failure.code() != Code::RequestTimeout)
    {
        discard(&app, body);
    }
    received
}

async fn receive_file(
    authorized: &Authorized<ManageImports>,
    app: &App,
    query: Result<Query<NameQuery>, QueryRejection>,
    body: &mut Body,
) -> Result<Response, Failure> {
    let Query(NameQuery { name }) = query.map_err(|error| {
        ApiError::invalid("name", error.body_text())
            .hint("say what the file is called: ?name=orders.csv")
    })?;
    check_name(&name)?;
    let site = app.meta.site(authorized.site()?).await?;
    let most = app.limits.upload_bytes;
    if body.size_hint().lower() > most {
        return Err(too_large(most));
    }
    let announced = body.size_hint().lower();
    let (mut unfinished, mut file) = app.uploads.begin(&app.data, announced, app.now())?;
    let mut bytes = 0;
    let mut piece = BytesMut::with_capacity(PIECE);
    loop {
        let frame = match timeout(app.limits.body_pause(), body.frame()).await {
            Err(_) => return Err(too_slow()),
            Ok(None) => break,
            Ok(Some(Err(error))) => return Err(cut_short(&error)),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        bytes += data.len() as u64;
        if bytes > most {
            return Err(too_large(most));
        }
        piece.extend_from_slice(&data);
        if piece.len() >= PIECE {
            (file, piece) = write(&mut unfinished, file, piece).await?;
        }
    }
    write(&mut unfinished, file, piece).await?;
    if bytes == 0 {
        let error = ApiError::new(
            Code::InvalidField,
            "the file is empty: there is nothing to import",
        );
        return Err(error.into());
    }
    let wire = app
        .uploads
        .keep(unfinished, &site.id, name, bytes, app.now());
    Ok((StatusCode::CREATED, Json(wire)).into_response())
}

/// Shows what the first rows of a file become.
pub(crate) async fn show(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Path((_, upload)): Path<(String, String)>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let upload = app.uploads.find(&site.id, &upload, app.now())?;
    let wire: ReadingWire = read_document(&text, "reading")?;
    let reading = Reading::of(wire.format, wire.mapping)?;
    let now = app.now();
    let previewing = apart(&app.decoding, move || {
        let import = reading.of_upload(&upload, site, now)?;
        Ok::<_, Failure>(preview(import)?)
    });
    Ok(Json(previewing.await??).into_response())
}

/// Takes a file away.
pub(crate) async fn remove(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Path((_, upload)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let upload = app.uploads.find(&site.id, &upload, app.now())?;
    app.uploads.remove(&upload);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Writes where it holds up nobody, if the disk has room.
async fn write(
    unfinished: &mut Unfinished,
    mut file: File,
    mut piece: BytesMut,
) -> Result<(File, BytesMut), Failure> {
    let bytes = piece.len() as u64;
    unfinished.check_room(bytes)?;
    let writing = tokio::task::spawn_blocking(move || {
        file.write_all(&piece).map(|()| {
            piece.clear();
            (file, piece)
        })
    });
    let written = writing.await?.map_err(|error| unwritten(&error))?;
    unfinished.wrote(bytes);
    Ok(written)
}

fn check_name(name: &str) -> Result<(), ApiError> {
    let is_plain = !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && !name.contains(['/', '\\'])
        && !name.chars().any(char::is_control)
        && ![".", "..", "-"].contains(&name);
    if is_plain {
        return Ok(());
    }
    let message = format!("it is 1 to {MAX_NAME_BYTES} bytes long and no path");
    Err(ApiError::invalid("name", message).hint("such as ?name=orders.csv"))
}

fn too_large(most: u64) -> Failure {
    Failure::new(Code::BodyTooLarge, format!("the file is larger than {most} bytes"))
        .hint("send it gzipped or in parts, raise `limits.upload_bytes`, or use `cairn import events` on the server's machine")
}
