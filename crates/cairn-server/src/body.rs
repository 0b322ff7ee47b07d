//! Reading a request's body: never too much, never too slowly.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use cairn_api::Code;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use tokio::time::{Instant, timeout, timeout_at};

use crate::app::App;
use crate::errors::Failure;
use crate::limits::{Reservation, SenderIs};

/// A body with the bytes that are reserved for it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) bytes: Bytes,
    pub(crate) reservation: Reservation,
}

/// Bytes that are read and thrown away behind a refusal, so that the client gets to read it: a connection
/// that is closed with bytes unread loses the answer on its way.
const MOST_DISCARDED: usize = 32 << 20;

/// Reads a body of at most `most` bytes.
pub(crate) async fn read(
    app: &App,
    mut body: Body,
    most: usize,
    sender: SenderIs,
) -> Result<Held, Failure> {
    let mut reservation = app.in_flight.reserve(sender);
    let read = gather(app, &mut body, most, &mut reservation).await;
    match read {
        Ok(bytes) => Ok(Held { bytes, reservation }),
        Err(failure) => {
            if failure.code() != Code::RequestTimeout {
                discard(app, body);
            }
            Err(failure)
        }
    }
}

/// Lets a body that nobody wants run out in the background.
pub(crate) fn discard(app: &App, mut body: Body) {
    if body.is_end_stream() {
        return;
    }
    let pause = app.limits.body_pause();
    tokio::spawn(async move {
        let all = async {
            let mut seen = 0;
            while let Some(Ok(frame)) = body.frame().await {
                seen += frame.data_ref().map_or(0, Bytes::len);
                if seen > MOST_DISCARDED {
                    break;
                }
            }
        };
        // Late or not, the body is dropped, and with it the connection if something is left unread.
        let _ = timeout(pause, all).await;
    });
}

async fn gather(
    app: &App,
    body: &mut Body,
    most: usize,
    reservation: &mut Reservation,
) -> Result<Bytes, Failure> {
    let declared = body.size_hint().lower();
    if declared > most as u64 {
        return Err(too_large(most));
    }
    let mut first = Bytes::new();
    let mut rest: Option<BytesMut> = None;
    let mut length = 0;
    let end = Instant::now() + app.limits.body_total();
    loop {
        let pause_end = Instant::now() + app.limits.body_pause();
        let frame = match timeout_at(end.min(pause_end), body.frame()).await {
            Err(_) => return Err(too_slow()),
            Ok(None) => break,
            Ok(Some(Err(error))) => return Err(cut_short(&error)),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length += data.len();
        if length > most {
            return Err(too_large(most));
        }
        if !reservation.grow(data.len()) {
            return Err(Failure::overloaded(
                "the server holds as many bytes of requests as it may",
            ));
        }
        // Most bodies come in one piece, which is passed on as it is.
        match &mut rest {
            Some(gathered) => gathered.extend_from_slice(&data),
            None if first.is_empty() => first = data,
            None => {
                let mut gathered = BytesMut::with_capacity(2 * (first.len() + data.len()));
                gathered.extend_from_slice(&first);
                gathered.extend_from_slice(&data);
                rest = Some(gathered);
            }
        }
    }
    Ok(rest.map_or(first, BytesMut::freeze))
}

fn too_large(most: usize) -> Failure {
    Failure::new(
        Code::BodyTooLarge,
        format!("the body is larger than {most} bytes"),
    )
    .hint("send it in parts")
}

pub(crate) fn too_slow() -> Failure {
    Failure::new(Code::RequestTimeout, "the body came too slowly")
}

/// The client is gone or broke the protocol: hardly anybody reads this.
pub(crate) fn cut_short(error: &axum::Error) -> Failure {
    Failure::new(
        Code::UnreadableBody,
        format!("the body could not be read to its end: {error}"),
    )
}
