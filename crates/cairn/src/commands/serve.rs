//! `cairn serve`.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use cairn_meta::MetaStore;
use cairn_server::{
    App, AppParts, Client, Config, Events, Metrics, Server, Service, fresh_salts, sign_in_link,
};
use cairn_storage::{Live, LiveOptions, LogDamage, StorageError};
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::ServeArguments;
use crate::context::{Context, Verdict, now};
use crate::{logging, recovery, talk};

/// How often a server that nobody sends events to looks whether its log can still be written.
const WATCH: Duration = Duration::from_secs(1);

pub(crate) fn run(context: &Context, arguments: &ServeArguments) -> Result<Verdict> {
    let context = &context
        .with_min_free_space(arguments.min_free_space)
        .with_dedupe_days(arguments.dedupe_days);
    let config = read_config(arguments)?;
    logging::begin(arguments.log_format, arguments.log.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if runtime
        .block_on(Client::of_server(context.data()))
        .is_some()
    {
        bail!(
            "a server runs on `{}` already: stop it first, or serve another directory with --data",
            context.data().display()
        );
    }
    context.create_data()?;
    let metrics = Metrics::default();
    let (count_flush, count_compaction) = (metrics.on_flush(), metrics.on_compaction());
    let options = LiveOptions {
        on_group: Some(metrics.on_group()),
        on_flush: Some(Arc::new(move |flushed| {
            count_flush(flushed);
            tell_flush(flushed);
        })),
        on_compaction: Some(Arc::new(move |compacted| {
            count_compaction(compacted);
            tell_compaction(compacted);
        })),
        ..LiveOptions::new(Arc::new(now))
    };
    let opened = context.store.open_live(options, fresh_salts()?);
    let (live, recovered) = opened.map_err(|error| match error {
        StorageError::Busy(_) => {
            anyhow::Error::from(error).context("a server needs the data directory for itself")
        }
        other => other.into(),
    })?;
    metrics.recovered(&recovered);
    recovery::tell(&recovered);
    let served = runtime.block_on(serve(context, config, live, recovered.damage, metrics));
    // An import that is still reading its file has no writer any more: it leaves nothing, and nobody waits for it.
    runtime.shutdown_background();
    served?;
    tracing::info!("stopped; everything that was acknowledged is durable");
    Ok(Verdict::Done)
}

/// Nobody waits for a compaction either.
fn tell_compaction(compacted: Result<(), &StorageError>) {
    if let Err(error) = compacted {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::warn!(
            cause,
            "runs could not be written anew; they stay as they are and it is tried again: {error}"
        );
    }
}

/// Nobody waits for a flush, so nobody else would say that one failed.
fn tell_flush(flushed: Result<(), &StorageError>) {
    if let Err(error) = flushed {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::warn!(
            cause,
            "the log's end could not be written as runs; nothing is lost and it is tried again: {error}"
        );
    }
}

async fn serve(
    context: &Context,
    config: Config,
    live: Live,
    damage: Vec<LogDamage>,
    metrics: Metrics,
) -> Result<()> {
    let quarantined = live.snapshot()?.all_quarantined();
    for (site, aside) in &quarantined {
        tracing::warn!(
            "{} events and {} dead letters of `{site}` are missing: `{}` could not be read and was set aside",
            aside.events,
            aside.dead_letters,
            aside.file.display()
        );
    }
    let parts = AppParts {
        data: context.data().to_owned(),
        meta: MetaStore::open_or_create(context.data()).await?,
        events: Events::Serving(live.clone()),
        damage,
        quarantined,
        config: config.clone(),
        metrics,
        clock: Box::new(now),
        threads: context.threads,
    };
    let app = App::open(parts).await?;
    // Signals that come while the server is being set up are not lost.
    let told = Told::listen()?;
    let server = Server::bind(Service::new(app.clone()), &config).await?;
    let addresses = server.addresses().to_vec();
    for address in &addresses {
        tracing::info!("listening on http://{address}");
        talk::put(&format!("listening on http://{address}"))?;
    }
    if !addresses.is_empty() {
        match sign_in_link(&app).await {
            Ok(link) => talk::say(format_args!("sign in within 15 minutes, once, at {link}")),
            Err(failure) => bail!("can't make a sign-in link: {failure}"),
        }
    }
    server.run(told.wait(live)).await?;
    Ok(())
}

/// The signals that end a server.
struct Told {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Told {
    fn listen() -> Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Comes to pass when the server is to stop: it was told to, or its log can't be written any more.
    async fn wait(mut self, live: Live) {
        let broken = async {
            while !live.is_broken() {
                tokio::time::sleep(WATCH).await;
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = broken => {
                tracing::error!("the log can't be written any more");
                return;
            }
        }
        tracing::info!(
            "stopping: requests under way are answered first; a second signal does not wait for them"
        );
        tokio::spawn(async move {
            tokio::select! {
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
            // What was acknowledged is durable already; the next start recovers it.
            std::process::exit(130);
        });
    }
}

fn read_config(arguments: &ServeArguments) -> Result<Config> {
    let (text, place) = match &arguments.config {
        Some(path) => {
            let place = format!("`{}`", path.display());
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("can't read the configuration {place}"))?;
            (text, place)
        }
        None => (String::new(), "the CAIRN_* variables".to_owned()),
    };
    let mut config = Config::read(&text, |name| std::env::var(name).ok()).with_context(|| {
        format!("{place} can't be used; docs/reference/server.md lists the keys")
    })?;
    if !arguments.listen.is_empty() {
        config.listen.clone_from(&arguments.listen);
    }
    Ok(config)
}
