//! What whoever runs the server looks at.

use crate::routes::RouteMethod::Get;
use crate::routes::{About, Routes};
use crate::{health, openapi, storage};

pub(super) fn about_operating(routes: Routes<'_>) -> Routes<'_> {
    let about = About::new;
    routes
        .add(
            Get,
            "/healthz",
            about("Whether the process lives").gives("text"),
            health::alive,
        )
        .add(
            Get,
            "/readyz",
            about("Whether it takes requests").gives("text"),
            health::ready,
        )
        .add(
            Get,
            "/metrics",
            about("Counters for Prometheus").gives("metrics"),
            health::metrics,
        )
        .add(
            Get,
            "/api/v1/storage",
            about("Shows what is stored, the room on its disk and how compaction goes")
                .gives("Storage"),
            storage::show,
        )
        .add(
            Get,
            "/openapi.json",
            about("This document").gives("object"),
            openapi::show,
        )
}
