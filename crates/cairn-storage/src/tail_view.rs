//! The log's end as sorted columns, so that questions read it as they read runs.
//!
//! Records become columns when a question first needs them, and are kept. Newer records become a piece of their
//! own; when pieces of about one size have gathered they are merged, so a question meets few of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cairn_core::id::SiteId;

use crate::block::Block;
use crate::columns::{RunColumns, SortedChunk};
use crate::error::StorageError;
use crate::sidecar::{Built, SidecarBuilder};
use crate::stream::Stream;
use crate::tail::{Chunk, Tail};

/// Sorted pieces of one stream of a site's tail.
pub(crate) type Pieces = Vec<Arc<Piece>>;

/// One of them.
pub(crate) struct Piece {
    pub(crate) sorted: SortedChunk,
    /// What a sidecar would hold of it, once a walk has been there.
    packed: OnceLock<Arc<Built>>,
}

impl Piece {
    fn of(sorted: SortedChunk) -> Arc<Self> {
        Arc::new(Self {
            sorted,
            packed: OnceLock::new(),
        })
    }

    /// What a sidecar would hold of it; `None` if the columns are not those of a run.
    pub(crate) fn packed(&self) -> Option<Arc<Built>> {
        if let Some(packed) = self.packed.get() {
            return Some(Arc::clone(packed));
        }
        let mut builder = SidecarBuilder::default();
        builder.add(&Block::of(&self.sorted.batch)?);
        let packed = self.packed.get_or_init(|| Arc::new(builder.finish()));
        Some(Arc::clone(packed))
    }
}

/// What was made of the tail so far.
#[derive(Default)]
pub(crate) struct TailView {
    generation: u64,
    streams: BTreeMap<(SiteId, Stream), StreamView>,
}

#[derive(Default)]
struct StreamView {
    /// How many records of the tail, of any site, the pieces hold the stream's share of.
    covered: usize,
    pieces: Pieces,
}

/// The pieces of a site's stream as of a tail. What is made is kept in the view, unless the view is of another time.
pub(crate) fn pieces_of(
    view: &Mutex<TailView>,
    tail: &Tail,
    generation: u64,
    (site, stream): (&SiteId, Stream),
) -> Result<Pieces, StorageError> {
    let mut view = view.lock().unwrap_or_else(PoisonError::into_inner);
    if view.generation < generation {
        *view = TailView {
            generation,
            streams: BTreeMap::new(),
        };
    }
    let of = (site.clone(), stream);
    let is_behind = |view: &TailView| {
        view.generation == generation
            && view
                .streams
                .get(&of)
                .is_none_or(|of_stream| of_stream.covered <= tail.chunks.len())
    };
    if !is_behind(&view) {
        drop(view);
        let all = sorted(tail.chunks.iter(), &of)?;
        return Ok(all.into_iter().collect());
    }
    let of_stream = view.streams.entry(of.clone()).or_default();
    let new = sorted(tail.chunks.range(of_stream.covered..), &of)?;
    of_stream.pieces.extend(new);
    of_stream.covered = tail.chunks.len();
    merge_alike(&mut of_stream.pieces)?;
    Ok(of_stream.pieces.clone())
}

/// What some records hold of a stream as sorted columns; `None` if there are none.
fn sorted<'a>(
    chunks: impl Iterator<Item = &'a Arc<Chunk>>,
    (site, stream): &(SiteId, Stream),
) -> Result<Option<Arc<Piece>>, StorageError> {
    let mut columns = RunColumns::new();
    for chunk in chunks.filter(|chunk| chunk.site == *site && chunk.count(*stream) > 0) {
        for (event_id, event) in chunk.events()? {
            if Stream::of(&event) == *stream {
                columns.append(&event, event_id);
            }
        }
    }
    if columns.rows() == 0 {
        return Ok(None);
    }
    columns.sorted().map(Piece::of).map(Some).map_err(fault)
}

/// Merges the last pieces while the one before the last is not larger than twice the last.
fn merge_alike(pieces: &mut Pieces) -> Result<(), StorageError> {
    while let [.., before, last] = pieces.as_slice()
        && before.sorted.keys.len() <= 2 * last.sorted.keys.len()
    {
        let merged = SortedChunk::merged(&[&before.sorted, &last.sorted]).map_err(fault)?;
        pieces.truncate(pieces.len() - 2);
        pieces.push(Piece::of(merged));
    }
    Ok(())
}

fn fault(error: impl std::fmt::Display) -> StorageError {
    StorageError::Internal(error.to_string())
}
