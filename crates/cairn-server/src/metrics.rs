//! What the server counts, for Prometheus. The conservation law by site since the start:
//! received = stored + duplicates + dead-lettered + suppressed + refused.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use cairn_core::id::SiteId;
use cairn_storage::Receipt;
use cairn_storage::{OnFlush, Recovered};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

type Count = Counter<u64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SiteLabels {
    site: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusedLabels {
    site: String,
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

/// The counters and histograms of a server.
pub struct Metrics {
    registry: Registry,
    received: Family<SiteLabels, Count>,
    stored: Family<SiteLabels, Count>,
    duplicates: Family<SiteLabels, Count>,
    dead_lettered: Family<SiteLabels, Count>,
    suppressed: Family<SiteLabels, Count>,
    expired: Family<SiteLabels, Count>,
    refused: Family<RefusedLabels, Count>,
    requests: Family<RouteLabels, Count>,
    ack_seconds: Histogram,
    group_seconds: Histogram,
    group_size: Histogram,
    failed_flushes: Count,
    compactions: Count,
    failed_compactions: Count,
    recovered_records: Gauge,
    recovered_cut_bytes: Gauge,
    recovered_damages: Gauge,
}

/// One route's requests; the usual status is counted without looking its counter up.
#[derive(Clone)]
pub(crate) struct RouteMetrics {
    requests: Family<RouteLabels, Count>,
    method: &'static str,
    route: &'static str,
    ok: Count,
}

/// The counters of a site's accepted events.
#[derive(Debug, Clone)]
pub(crate) struct SiteMetrics {
    received: Count,
    stored: Count,
    duplicates: Count,
    dead_lettered: Count,
    suppressed: Count,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("cairn");
        // 0.1 ms to 13 s, each twice the one before.
        let seconds = || Histogram::new((0..18).map(|power| 0.000_1 * f64::from(1 << power)));
        let metrics = Self {
            received: Family::default(),
            stored: Family::default(),
            duplicates: Family::default(),
            dead_lettered: Family::default(),
            suppressed: Family::default(),
            expired: Family::default(),
            refused: Family::default(),
            requests: Family::default(),
            ack_seconds: seconds(),
            group_seconds: seconds(),
            group_size: Histogram::new((0..13).map(|power| f64::from(1 << power))),
            failed_flushes: Count::default(),
            compactions: Count::default(),
            failed_compactions: Count::default(),
            recovered_records: Gauge::default(),
            recovered_cut_bytes: Gauge::default(),
            recovered_damages: Gauge::default(),
            registry: Registry::default(),
        };
        for (name, help, family) in [
            (
                "events_received",
                "Messages that arrived",
                &metrics.received,
            ),
            ("events_stored", "Events stored durably", &metrics.stored),
            (
                "events_duplicates",
                "Messages that were stored before",
                &metrics.duplicates,
            ),
            (
                "events_dead_lettered",
                "Messages kept with a reason why they are no event",
                &metrics.dead_lettered,
            ),
            (
                "events_suppressed",
                "Messages of persons who were erased; nothing of them is kept",
                &metrics.suppressed,
            ),
            (
                "events_expired",
                "Stored events that went because they were older than their site keeps them",
                &metrics.expired,
            ),
        ] {
            registry.register(name, help, family.clone());
        }
        registry.register(
            "events_refused",
            "Messages answered with an error; a body that was not read counts as one",
            metrics.refused.clone(),
        );
        registry.register(
            "requests",
            "Requests by route and status",
            metrics.requests.clone(),
        );
        registry.register(
            "ack_seconds",
            "Time from a decoded batch to its durable storage",
            metrics.ack_seconds.clone(),
        );
        registry.register(
            "log_group_seconds",
            "Time to append and sync one group of batches",
            metrics.group_seconds.clone(),
        );
        registry.register(
            "log_group_batches",
            "Batches that shared one sync",
            metrics.group_size.clone(),
        );
        registry.register(
            "flush_failures",
            "Flushes that failed: their events stay in the log and are tried again",
            metrics.failed_flushes.clone(),
        );
        registry.register(
            "compactions",
            "Times that runs were written anew as fewer ones",
            metrics.compactions.clone(),
        );
        registry.register(
            "compaction_failures",
            "Compactions that failed: their runs stay as they were and it is tried again",
            metrics.failed_compactions.clone(),
        );
        for (name, help, gauge) in [
            (
                "log_recovered_records",
                "Records of the log read at the start",
                &metrics.recovered_records,
            ),
            (
                "log_cut_bytes",
                "Bytes of a torn end that were cut off at the start",
                &metrics.recovered_cut_bytes,
            ),
            (
                "log_damages",
                "Damaged places of the log found at the start",
                &metrics.recovered_damages,
            ),
        ] {
            registry.register(name, help, gauge.clone());
        }
        Self {
            registry,
            ..metrics
        }
    }
}

impl Metrics {
    /// What a writer tells after each group: how long it took and how many batches it held.
    pub fn on_group(&self) -> Arc<dyn Fn(Duration, usize) + Send + Sync> {
        let (seconds, size) = (self.group_seconds.clone(), self.group_size.clone());
        Arc::new(move |took, batches| {
            seconds.observe(took.as_secs_f64());
            size.observe(f64::from(u32::try_from(batches).unwrap_or(u32::MAX)));
        })
    }

    /// What a writer tells after each flush.
    pub fn on_flush(&self) -> OnFlush {
        let failed = self.failed_flushes.clone();
        Arc::new(move |flushed| {
            if flushed.is_err() {
                failed.inc();
            }
        })
    }

    /// What a writer tells after each compaction.
    pub fn on_compaction(&self) -> OnFlush {
        let (done, failed) = (self.compactions.clone(), self.failed_compactions.clone());
        Arc::new(move |compacted| match compacted {
            Ok(()) => drop(done.inc()),
            Err(_) => drop(failed.inc()),
        })
    }

    /// What recovering the log at the start came to.
    pub fn recovered(&self, recovery: &Recovered) {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.recovered_records.set(number(recovery.records));
        let cut = recovery.cut.as_ref().map_or(0, |cut| cut.bytes);
        self.recovered_cut_bytes.set(number(cut));
        self.recovered_damages
            .set(number(recovery.damage.len() as u64));
    }

    /// The counters of one route.
    pub(crate) fn route(&self, method: &'static str, route: &'static str) -> RouteMetrics {
        let requests = self.requests.clone();
        let labels = RouteLabels {
            method,
            route,
            status: 200,
        };
        let ok = requests.get_or_create_owned(&labels);
        RouteMetrics {
            requests,
            method,
            route,
            ok,
        }
    }

    /// The counters of one site.
    pub(crate) fn site(&self, site: &SiteId) -> SiteMetrics {
        let labels = SiteLabels {
            site: site.to_string(),
        };
        SiteMetrics {
            received: self.received.get_or_create_owned(&labels),
            stored: self.stored.get_or_create_owned(&labels),
            duplicates: self.duplicates.get_or_create_owned(&labels),
            dead_lettered: self.dead_lettered.get_or_create_owned(&labels),
            suppressed: self.suppressed.get_or_create_owned(&labels),
        }
    }

    /// Messages that were answered with an error; without a key their site is not known.
    pub(crate) fn refused(&self, site: Option<&SiteId>, reason: &'static str, messages: u64) {
        let site = site.map(SiteId::to_string).unwrap_or_default();
        self.received
            .get_or_create(&SiteLabels { site: site.clone() })
            .inc_by(messages);
        self.refused
            .get_or_create(&RefusedLabels { site, reason })
            .inc_by(messages);
    }

    /// Events of a site that a pass took out.
    pub(crate) fn expired(&self, site: &SiteId, events: u64) {
        let site = site.to_string();
        self.expired
            .get_or_create(&SiteLabels { site })
            .inc_by(events);
    }

    /// How long a batch took from being decoded to being durable.
    pub(crate) fn acknowledged(&self, after: Duration) {
        self.ack_seconds.observe(after.as_secs_f64());
    }

    /// All of it as Prometheus reads it, without the closing line.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        let _ = prometheus_client::encoding::text::encode_registry(&mut text, &self.registry);
        text
    }
}

impl RouteMetrics {
    /// Counts a request.
    pub(crate) fn answered(&self, status: u16) {
        if status == 200 {
            self.ok.inc();
            return;
        }
        let labels = RouteLabels {
            method: self.method,
            route: self.route,
            status,
        };
        self.requests.get_or_create(&labels).inc();
    }
}

impl SiteMetrics {
    /// Counts a batch that was stored.
    pub(crate) fn accepted(&self, receipt: &Receipt) {
        let Receipt {
            stored,
            duplicates,
            dead_lettered,
            suppressed,
            ..
        } = *receipt;
        self.received
            .inc_by(stored + duplicates + dead_lettered + suppressed);
        self.stored.inc_by(stored);
        self.duplicates.inc_by(duplicates);
        self.dead_lettered.inc_by(dead_lettered);
        self.suppressed.inc_by(suppressed);
    }
}

#[cfg(test)]
mod tests;
