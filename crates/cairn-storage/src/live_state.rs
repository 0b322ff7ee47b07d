//! What a snapshot is taken of while a writer runs: manifest, log's end, identities, totals.

use std::collections::BTreeMap;
use std::sync::Arc;

use cairn_core::id::SiteId;

use crate::arrivals::Arrivals;
use crate::manifest::Manifest;
use crate::site_identity::SiteIdentity;
use crate::tail::{Chunk, Tail};
use crate::totals::Totals;

/// The current state. Only the writer changes it, always in one step.
#[derive(Debug, Default)]
pub(crate) struct LiveState {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) tail: Tail,
    /// How often the tail was cut at its front; what was made of an earlier tail is void.
    pub(crate) generation: u64,
    pub(crate) sites: BTreeMap<SiteId, LiveSite>,
}

/// The state of one site.
#[derive(Debug, Clone, Default)]
pub(crate) struct LiveSite {
    pub(crate) identity: SiteIdentity,
    pub(crate) totals: Totals,
    /// What came lately, since the start or in the log that the start found.
    pub(crate) arrivals: Arrivals,
}

impl LiveState {
    /// Adds a batch of the last record, or of the one after it.
    pub(crate) fn push(&mut self, seq: u64, mut chunk: Chunk) {
        let site = match self.sites.get_mut(&chunk.site) {
            Some(site) => site,
            None => self.sites.entry(chunk.site.clone()).or_default(),
        };
        chunk.identity_changes = site.identity.add(chunk.identity_facts());
        site.totals.add(chunk.counts);
        let heads = std::mem::take(&mut chunk.heads);
        site.arrivals
            .note(chunk.received_at, chunk.arrived(), heads);
        self.tail.push(seq, Arc::new(chunk));
    }
}
