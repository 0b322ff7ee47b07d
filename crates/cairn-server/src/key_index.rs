//! The live keys in memory, by the hash of their text.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use cairn_core::event::Trust;
use cairn_core::site::Site;
use cairn_meta::{KeyId, KeyKind, MetaError, MetaStore, Scope, TokenHash};

use crate::metrics::{Metrics, SiteMetrics};
use crate::token;

/// A key that is not revoked.
#[derive(Debug)]
pub(crate) struct LiveKey {
    /// Its id.
    pub id: KeyId,
    /// Its kind.
    pub kind: KeyKind,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The site it is for.
    pub site: Site,
    pub(crate) metrics: SiteMetrics,
    hash: TokenHash,
}

/// Found by a few bytes of the hash, then compared whole in constant time.
type KeysByPrefix = HashMap<[u8; 8], Vec<Arc<LiveKey>>>;

/// All live keys; replaced as a whole when one is added or revoked.
#[derive(Debug, Default)]
pub(crate) struct KeyIndex {
    by_prefix: RwLock<KeysByPrefix>,
}

impl LiveKey {
    /// Who vouches for the events that come with this key.
    pub(crate) fn trust(&self) -> Trust {
        match self.kind {
            KeyKind::Write => Trust::Client,
            KeyKind::Secret => Trust::Server,
        }
    }
}

impl KeyIndex {
    /// Reads the live keys anew.
    pub(crate) async fn refresh(
        &self,
        meta: &MetaStore,
        metrics: &Metrics,
    ) -> Result<(), MetaError> {
        let mut by_prefix = KeysByPrefix::new();
        let sites = meta.sites().await?;
        for record in meta.all_live_keys().await? {
            let Some(site) = sites.iter().find(|site| site.id == record.site) else {
                continue;
            };
            let key = LiveKey {
                id: record.id,
                kind: record.grant.kind(),
                scopes: record.grant.scopes().to_vec(),
                metrics: metrics.site(&site.id),
                site: site.clone(),
                hash: record.hash,
            };
            by_prefix
                .entry(prefix(&record.hash))
                .or_default()
                .push(Arc::new(key));
        }
        *self
            .by_prefix
            .write()
            .unwrap_or_else(PoisonError::into_inner) = by_prefix;
        Ok(())
    }

    /// The live key of this text.
    pub(crate) fn find(&self, text: &str) -> Option<Arc<LiveKey>> {
        token::kind_of(text)?;
        let hash = token::hash_of(text);
        let by_prefix = self
            .by_prefix
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let candidates = by_prefix.get(&prefix(&hash))?;
        candidates
            .iter()
            .find(|key| token::same_hash(&key.hash, &hash))
            .cloned()
    }
}

fn prefix(hash: &TokenHash) -> [u8; 8] {
    let mut prefix = [0; 8];
    for (to, from) in prefix.iter_mut().zip(&hash.0) {
        *to = *from;
    }
    prefix
}
