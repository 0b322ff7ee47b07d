//! Events in: the routes of Segment's and RudderStack's SDKs.
//!
//! The answer is exactly 200, and only after the batch is durable. A faulty message is a dead letter and
//! spoils no other; a body that can't be read at all is one dead letter and answered 400.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::response::{IntoResponse, Response};
use cairn_api::{Code, CollectedWire, RejectedWire};
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_ingest::{
    Arrival, Call, Item, MAX_RAW_BYTES, Unreadable, collect_each, unpack, without_secrets,
};
use cairn_storage::{DeadLetter, Receipt, StorageError, Submission};
use tokio::sync::oneshot;

use crate::alias::{self, Aliases};
use crate::app::App;
use crate::envelope::{Envelope, SMALL};
use crate::errors::{Failure, of_storage};
use crate::key_index::LiveKey;
use crate::limits::Reservation;
use crate::token;
use crate::work::apart;

/// The reason of the dead letter of a body that can't be read.
const UNREADABLE: &str = "unreadable_body";

/// The `source` of messages that name no library.
pub(crate) const UNNAMED: &str = "segment";

/// Bytes that a batch may take when it is stored. Each of its messages is stored with the batch's context and
/// the sender's user agent, so a batch may become far larger than its body: this is what stops it.
const MAX_STORED_BYTES: usize = 32 << 20;
/// Bytes of it that are made among other requests.
const MAX_STORED_BYTES_HERE: usize = 1 << 20;

/// What a body holds, ready to be stored.
struct Decoded {
    submission: Submission,
    rejected: Vec<RejectedWire>,
}

/// Why nothing can be stored of a body.
enum Undecodable {
    Unreadable {
        error: Unreadable,
        /// The beginning of the body, unpacked if it could be.
        beginning: String,
    },
    Failed(Failure),
    /// It takes longer than others should wait: it belongs on a thread of its own.
    TooMuchHere,
}

/// Where a body is decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where it arrived, among the other requests.
    Here,
    /// On a thread of its own.
    Apart,
}

/// Answers one call.
pub(crate) async fn collect(call: Call, envelope: Envelope) -> Result<Response, Failure> {
    let Envelope { app, key, .. } = &envelope;
    let (app, key) = (app.clone(), Arc::clone(key));
    let (envelope, decoded) = decode_somewhere(call, envelope).await?;
    let Decoded {
        submission,
        rejected,
    } = match decoded {
        Ok(decoded) => decoded,
        Err(Undecodable::Unreadable { error, beginning }) => {
            return Err(unreadable(envelope, error, beginning).await);
        }
        Err(Undecodable::Failed(failure)) => return Err(refuse(&app, &key, failure, 1)),
        Err(Undecodable::TooMuchHere) => {
            let failure = Failure::new(Code::Internal, "a body was decoded nowhere");
            return Err(refuse(&app, &key, failure, 1));
        }
    };
    let messages = submission.len() as u64;
    let mut held = envelope.held;
    if !held.reservation.grow(submission.bytes()) {
        let failure = Failure::overloaded("the server holds as many events as it may");
        return Err(refuse(&app, &key, failure, messages));
    }
    // The bytes that arrived are no longer needed; what was made of them is.
    drop(held.bytes);
    let receipt = store(&app, &key, submission, held.reservation).await?;
    // Write keys are public: whether somebody was erased is nothing that an answer may tell.
    let letters_left_out = (rejected.len() as u64).saturating_sub(receipt.dead_lettered);
    let events_left_out = receipt.suppressed.saturating_sub(letters_left_out);
    let answer = CollectedWire {
        success: true,
        accepted: receipt.stored + events_left_out,
        duplicates: receipt.duplicates,
        rejected,
    };
    Ok(Json(answer).into_response())
}

/// Decodes small bodies here and large ones on a thread of their own, as many at once as there are cores.
async fn decode_somewhere(
    call: Call,
    envelope: Envelope,
) -> Result<(Envelope, Result<Decoded, Undecodable>), Failure> {
    if envelope.held.bytes.len() <= SMALL {
        match decode(call, &envelope, Place::Here) {
            Err(Undecodable::TooMuchHere) => {}
            decoded => return Ok((envelope, decoded)),
        }
    }
    let app = envelope.app.clone();
    apart(&app.decoding, move || {
        let decoded = decode(call, &envelope, Place::Apart);
        (envelope, decoded)
    })
    .await
}

fn decode(call: Call, envelope: &Envelope, place: Place) -> Result<Decoded, Undecodable> {
    let Envelope { app, key, .. } = envelope;
    let most = match place {
        Place::Here => SMALL,
        Place::Apart => app.limits.body_bytes,
    };
    let unpacked = unpack(&envelope.held.bytes, envelope.encoding.as_deref(), most);
    let body = unpacked.map_err(|error| match error {
        Unreadable::TooLarge { .. } if place == Place::Here => Undecodable::TooMuchHere,
        error => Undecodable::Unreadable {
            error,
            beginning: beginning(&envelope.held.bytes),
        },
    })?;
    let arrival = Arrival {
        received_at: envelope.received_at,
        currency: key.site.currency,
        timezone: key.site.timezone.clone(),
        trust: key.trust(),
        source: UNNAMED.to_owned(),
        client_ip: envelope.client_ip,
        user_agent: envelope.user_agent.clone(),
    };
    let mut no_randomness = None;
    let mut fresh_id = || match token::random_u128() {
        Ok(number) => EventId(number),
        Err(error) => {
            no_randomness = Some(error);
            EventId(0)
        }
    };
    let mut gathered = Gathered {
        place,
        aliases: Aliases::new(app, key),
        source: &arrival.source,
        received_at: envelope.received_at,
        submission: Submission::new(&key.site.id, envelope.received_at),
        rejected: Vec::new(),
        messages: 0,
        fault: None,
    };
    collect_each(call, &body, &arrival, &mut fresh_id, &mut |item| {
        gathered.take(item)
    })
    .map_err(|error| Undecodable::Unreadable {
        error,
        beginning: beginning(&body),
    })?;
    let Gathered {
        submission,
        rejected,
        fault,
        ..
    } = gathered;
    if let Some(error) = no_randomness {
        return Err(Undecodable::Failed(error.into()));
    }
    match fault {
        Some(fault) => Err(fault),
        None => Ok(Decoded {
            submission,
            rejected,
        }),
    }
}

/// Messages of one body, taken one after the other so that only what is stored of them is held.
struct Gathered<'a> {
    place: Place,
    aliases: Aliases<'a>,
    source: &'a str,
    received_at: Time,
    submission: Submission,
    rejected: Vec<RejectedWire>,
    messages: u64,
    /// Why the body can't be decoded here, or not at all.
    fault: Option<Undecodable>,
}

impl Gathered<'_> {
    /// Takes the next message, or breaks off where nothing of the body will be stored.
    fn take(&mut self, item: Item) -> ControlFlow<()> {
        if let Err(fault) = self.add(item).and_then(|()| self.check_size()) {
            self.fault = Some(fault);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn check_size(&self) -> Result<(), Undecodable> {
        let bytes = self.submission.bytes();
        if bytes > MAX_STORED_BYTES {
            return Err(Undecodable::Failed(
                Failure::new(
                    Code::BodyTooLarge,
                    format!("the batch would take more than {MAX_STORED_BYTES} bytes: each of its messages is stored with the batch's context"),
                )
                .hint("send fewer messages at once, or less context"),
            ));
        }
        if self.place == Place::Here && bytes > MAX_STORED_BYTES_HERE {
            return Err(Undecodable::TooMuchHere);
        }
        Ok(())
    }

    fn add(&mut self, item: Item) -> Result<(), Undecodable> {
        let index = self.messages;
        self.messages += 1;
        let (reason, detail, raw, message_id) = match item {
            Item::Event(event) if !alias::is_in_question(&event) => {
                self.submission.add(&event);
                return Ok(());
            }
            // Whether a user is known is asked of what is stored.
            Item::Event(_) if self.place == Place::Here => return Err(Undecodable::TooMuchHere),
            Item::Event(event) => match self.aliases.fault(&event).map_err(Undecodable::Failed)? {
                None => {
                    self.submission.add(&event);
                    return Ok(());
                }
                Some(fault) => (alias::REASON, fault.detail, fault.raw, fault.message_id),
            },
            Item::DeadLetter {
                reason,
                detail,
                raw,
                message_id,
            } => (reason.as_str(), detail, raw, message_id),
        };
        self.rejected.push(RejectedWire {
            index,
            reason: reason.to_owned(),
            detail: detail.clone(),
        });
        self.submission.add_dead_letter(DeadLetter {
            reason: reason.to_owned(),
            detail,
            raw,
            source: self.source.to_owned(),
            message_id,
            received_at: self.received_at,
        });
        Ok(())
    }
}

/// Waits until a batch is durable. It is counted where it is decided, and holds its bytes until then: the
/// client may be gone by that time, and the batch is queued all the same.
async fn store(
    app: &App,
    key: &Arc<LiveKey>,
    submission: Submission,
    reservation: Reservation,
) -> Result<Receipt, Failure> {
    if submission.is_empty() {
        return Ok(Receipt {
            stored: 0,
            duplicates: 0,
            dead_lettered: 0,
            suppressed: 0,
            position: 0,
        });
    }
    let messages = submission.len() as u64;
    let (answer, answered) = oneshot::channel();
    let (counting, counted, started) = (app.clone(), Arc::clone(key), Instant::now());
    let submitted = app.events.submit(
        submission,
        Box::new(move |result: Result<Receipt, StorageError>| {
            count(&counting, &counted, messages, started, &result);
            drop(reservation);
            // Nobody listens any more if the client has hung up.
            let _ = answer.send(result);
        }),
    );
    if let Err(error) = submitted {
        return Err(refuse(app, key, error.into(), messages));
    }
    let result = answered
        .await
        .map_err(|_| Failure::overloaded("the server is stopping"))?;
    Ok(result?)
}

/// Counts messages that are answered with an error.
fn refuse(app: &App, key: &LiveKey, failure: Failure, messages: u64) -> Failure {
    let site = Some(&key.site.id);
    app.metrics.refused(site, failure.code().as_str(), messages);
    failure
}

fn count(
    app: &App,
    key: &LiveKey,
    messages: u64,
    started: Instant,
    result: &Result<Receipt, StorageError>,
) {
    match result {
        Ok(receipt) => {
            app.metrics.acknowledged(started.elapsed());
            key.metrics.accepted(receipt);
        }
        Err(error) => {
            if app.events.is_poisoned() {
                app.poisoned.notify_one();
            }
            let code = of_storage(error).code;
            app.metrics
                .refused(Some(&key.site.id), code.as_str(), messages);
        }
    }
}

/// Keeps an unreadable body as one dead letter, as long as its key sends few of them.
async fn unreadable(envelope: Envelope, error: Unreadable, beginning: String) -> Failure {
    let code = if error.is_too_large() {
        Code::BodyTooLarge
    } else {
        Code::UnreadableBody
    };
    let failure = Failure::new(code, &error);
    let Envelope { app, key, held, .. } = envelope;
    // A body that is too large is whole, and its sender will try again in parts.
    let is_kept = !error.is_too_large() && app.unreadable_rate.check(key.id).is_ok();
    if !is_kept {
        return refuse(&app, &key, failure, 1);
    }
    let mut submission = Submission::new(&key.site.id, envelope.received_at);
    submission.add_dead_letter(DeadLetter {
        reason: UNREADABLE.to_owned(),
        detail: error.to_string(),
        raw: without_secrets(&beginning),
        source: UNNAMED.to_owned(),
        message_id: None,
        received_at: envelope.received_at,
    });
    match store(&app, &key, submission, held.reservation).await {
        Ok(_) => failure,
        Err(not_stored) => not_stored,
    }
}

/// The beginning of a body as text of at most the greatest length, foreign bytes replaced.
fn beginning(body: &[u8]) -> String {
    let bytes = body.get(..MAX_RAW_BYTES).unwrap_or(body);
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    // A replacement is longer than what it replaces.
    text.truncate(text.floor_char_boundary(MAX_RAW_BYTES));
    text
}
