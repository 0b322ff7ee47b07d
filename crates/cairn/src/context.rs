//! What every command needs: the data directory, the clock, the stores.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use cairn_core::id::SiteId;
use cairn_core::site::Site;
use cairn_core::time::Time;
use cairn_meta::MetaStore;
use cairn_server::MOST_LOCAL_DOCUMENT_BYTES;
use cairn_storage::{DedupeWindow, Store};

use crate::cli::DefinitionArguments;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It did what was asked.
    Done,
    /// It found that the answer is no.
    Negative,
}

/// A command's surroundings.
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) threads: usize,
}

impl Context {
    pub(crate) fn new(data: PathBuf, threads: Option<usize>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            store: Store::at(&data),
            threads: threads.unwrap_or(cores).clamp(1, 256),
        }
    }

    /// With another low water mark, if one is given.
    pub(crate) fn with_min_free_space(&self, bytes: Option<u64>) -> Self {
        let store = self.store.clone();
        Self {
            store: match bytes {
                Some(bytes) => store.with_min_free_space(bytes),
                None => store,
            },
            threads: self.threads,
        }
    }

    /// With another window in which live events are stored once, if one is given.
    pub(crate) fn with_dedupe_days(&self, days: Option<u8>) -> Self {
        let store = self.store.clone();
        Self {
            store: match days.and_then(DedupeWindow::of_days) {
                Some(window) => store.with_dedupe_window(window),
                None => store,
            },
            threads: self.threads,
        }
    }

    pub(crate) fn data(&self) -> &Path {
        self.store.path()
    }

    /// Makes the data directory, for its owner alone: it holds what people did.
    pub(crate) fn create_data(&self) -> Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let place = || format!("can't create `{}`", self.data().display());
        builder.create(self.data()).with_context(place)?;
        let above = std::path::absolute(self.data()).with_context(place)?;
        if let Some(above) = above.parent() {
            std::fs::File::open(above)
                .and_then(|folder| folder.sync_all())
                .with_context(place)?;
        }
        Ok(())
    }

    /// Does something with the metadata of an existing data directory.
    pub(crate) fn with_meta<T>(
        &self,
        work: impl AsyncFnOnce(&MetaStore) -> Result<T>,
    ) -> Result<T> {
        run(async {
            let meta = MetaStore::open(self.data()).await?;
            let done = work(&meta).await;
            meta.close().await;
            done
        })
    }

    /// Does something with the metadata, creating the data directory if it is missing.
    pub(crate) fn with_new_meta<T>(
        &self,
        work: impl AsyncFnOnce(&MetaStore) -> Result<T>,
    ) -> Result<T> {
        self.create_data()?;
        run(async {
            let meta = MetaStore::open_or_create(self.data()).await?;
            let done = work(&meta).await;
            meta.close().await;
            done
        })
    }

    /// A site that must be there.
    pub(crate) fn site(&self, id: &SiteId) -> Result<Site> {
        self.with_meta(async |meta| Ok(meta.site(id).await?))
    }
}

/// The present moment, from the only clock there is.
pub(crate) fn now() -> Time {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
}

/// Runs a future of this thread to its end.
pub(crate) fn run<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

/// The definition that a command was given.
pub(crate) fn read_definition(arguments: DefinitionArguments) -> Result<String> {
    read_document(arguments.definition, arguments.file.as_deref())
}

/// A document given inline or in a file; `-` is stdin.
pub(crate) fn read_document(inline: Option<String>, file: Option<&Path>) -> Result<String> {
    const MOST: u64 = MOST_LOCAL_DOCUMENT_BYTES as u64;
    let Some(path) = file else {
        return inline.context("nothing was given to read");
    };
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(MOST + 1)
            .read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_string(&mut text))
    };
    let bytes = read.with_context(|| format!("can't read `{}`", path.display()))?;
    if bytes as u64 > MOST {
        bail!(
            "`{}` is larger than 16 MiB, which no question or definition is",
            path.display()
        );
    }
    Ok(text)
}
