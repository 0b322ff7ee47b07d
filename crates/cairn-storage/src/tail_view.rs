//! The log's end as sorted columns, so that questions read it as they read runs.
//!
//! Records become columns when a question first needs them, and are kept. Newer records become a piece of their
//! own; when pieces of about one size have gathered they are merged, so a question meets few of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::id::SiteId;

use crate::columns::{RunColumns, SortedChunk};
use crate::error::StorageError;
use crate::tail::{Chunk, Tail};

/// Sorted pieces of one site's tail.
pub(crate) type Pieces = Vec<Arc<SortedChunk>>;

/// What was made of the tail so far.
#[derive(Default)]
pub(crate) struct TailView {
    generation: u64,
    sites: BTreeMap<SiteId, SiteView>,
}

#[derive(Default)]
struct SiteView {
    /// How many records of the tail, of any site, the pieces hold the site's share of.
    covered: usize,
    pieces: Pieces,
}

/// The pieces of a site as of a tail. What is made is kept in the view, unless the view is of another time.
pub(crate) fn pieces_of(
    view: &Mutex<TailView>,
    tail: &Tail,
    generation: u64,
    site: &SiteId,
) -> Result<Pieces, StorageError> {
    let mut view = view.lock().unwrap_or_else(PoisonError::into_inner);
    if view.generation < generation {
        *view = TailView {
            generation,
            sites: BTreeMap::new(),
        };
    }
    let is_behind = |view: &TailView| {
        view.generation == generation
            && view
                .sites
                .get(site)
                .is_none_or(|site| site.covered <= tail.chunks.len())
    };
    if !is_behind(&view) {
        drop(view);
        let all = sorted(tail.chunks.iter(), site)?;
        return Ok(all.into_iter().collect());
    }
    let of_site = match view.sites.get_mut(site) {
        Some(of_site) => of_site,
        None => view.sites.entry(site.clone()).or_default(),
    };
    let new = sorted(tail.chunks.range(of_site.covered..), site)?;
    of_site.pieces.extend(new);
    of_site.covered = tail.chunks.len();
    merge_alike(&mut of_site.pieces)?;
    Ok(of_site.pieces.clone())
}

/// A site's events of some records as sorted columns; `None` if there are none.
fn sorted<'a>(
    chunks: impl Iterator<Item = &'a Arc<Chunk>>,
    site: &SiteId,
) -> Result<Option<Arc<SortedChunk>>, StorageError> {
    let mut columns = RunColumns::new();
    for chunk in chunks.filter(|chunk| chunk.site == *site) {
        for (event_id, event) in chunk.events()? {
            columns.append(&event, event_id);
        }
    }
    if columns.rows() == 0 {
        return Ok(None);
    }
    columns.sorted().map(Arc::new).map(Some).map_err(fault)
}

/// Merges the last pieces while the one before the last is not larger than twice the last.
fn merge_alike(pieces: &mut Pieces) -> Result<(), StorageError> {
    while let [.., before, last] = pieces.as_slice()
        && before.keys.len() <= 2 * last.keys.len()
    {
        let merged = SortedChunk::merged(&[before, last]).map_err(fault)?;
        pieces.truncate(pieces.len() - 2);
        pieces.push(Arc::new(merged));
    }
    Ok(())
}

fn fault(error: impl std::fmt::Display) -> StorageError {
    StorageError::Internal(error.to_string())
}
