//! The timeline: one person's events, in the blocks that its sessions make of them (semantics S5, S6).

use crate::id::EventId;
use crate::session::Session;
use crate::time::{Span, Time};

/// A timeline as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// A user id, else an anonymous id, else a person key.
    pub person: String,
    /// At most so many blocks.
    pub limit: usize,
    /// Only blocks older than the one that holds this event, for the next page.
    pub after: Option<EventId>,
}

/// The greatest page of blocks.
pub const MAX_BLOCKS: usize = 1_000;

/// Which of a person's events make one block, by their places in its journey; never empty, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockPlaces {
    /// Whether the events are a session.
    pub is_session: bool,
    /// The places.
    pub places: Vec<usize>,
}

/// Cuts a journey in the order of (time, event id) into blocks, in the order of their first events.
///
/// Each session is a block. Events outside of sessions are blocks in their places in time: one goes on while no
/// session begins and the gap to its event before is at most `gap`. Sessions of several devices may overlap, and
/// events outside may lie within a session's time; they are blocks of their own.
pub fn blocks(times: &[Time], sessions: &[Option<Session>], gap: Span) -> Vec<BlockPlaces> {
    let mut blocks: Vec<BlockPlaces> = Vec::new();
    let mut block_of_session: Vec<usize> = Vec::new();
    let mut outside: Option<(usize, Time)> = None;
    for (place, (time, session)) in times.iter().zip(sessions).enumerate() {
        let running = match session {
            Some(session) => block_of_session.get(session.number as usize).copied(),
            None => outside
                .filter(|(_, last)| time.since(*last) <= gap)
                .map(|(block, _)| block),
        };
        let block = running.unwrap_or(blocks.len());
        if running.is_none() {
            blocks.push(BlockPlaces {
                is_session: session.is_some(),
                places: Vec::new(),
            });
        }
        match session {
            // Sessions are numbered in the order of their first events.
            Some(_) if running.is_none() => {
                block_of_session.push(block);
                outside = None;
            }
            Some(_) => {}
            None => outside = Some((block, *time)),
        }
        blocks[block].places.push(place);
    }
    blocks
}

#[cfg(test)]
mod tests;
