//! Routes of what people save: funnels and populations.

use cairn_api::{FunnelDocument, PopulationDocument};

use crate::routes::RouteMethod::{Delete, Get, Post, Put};
use crate::routes::{About, Routes, Versions};
use crate::saved::{Saved, add, edit, list, remove, show};

const FUNNELS: Addresses = Addresses {
    all: "/api/v1/sites/{site}/funnels",
    one: "/api/v1/sites/{site}/funnels/{funnel}",
};
const POPULATIONS: Addresses = Addresses {
    all: "/api/v1/sites/{site}/populations",
    one: "/api/v1/sites/{site}/populations/{population}",
};

struct Addresses {
    all: &'static str,
    one: &'static str,
}

/// What the API document says of one kind.
struct Words {
    lists: &'static str,
    saves: &'static str,
    shows: &'static str,
    replaces: &'static str,
    removes: &'static str,
    one: &'static str,
    all: &'static str,
}

/// Adds the routes of all kinds.
pub(super) fn about(routes: Routes<'_>) -> Routes<'_> {
    let funnels = Words {
        lists: "Lists the saved funnels",
        saves: "Saves a new funnel",
        shows: "Shows a saved funnel",
        replaces: "Replaces a saved funnel's definition",
        removes: "Removes a saved funnel",
        one: "Funnel",
        all: "Funnels",
    };
    let populations = Words {
        lists: "Lists the saved populations",
        saves: "Saves a new population",
        shows: "Shows a saved population",
        replaces: "Replaces a saved population's definition",
        removes: "Removes a saved population",
        one: "Population",
        all: "Populations",
    };
    let routes = of_kind::<FunnelDocument>(routes, &FUNNELS, &funnels);
    of_kind::<PopulationDocument>(routes, &POPULATIONS, &populations)
}

fn of_kind<'r, D: Saved + 'static>(
    routes: Routes<'r>,
    addresses: &Addresses,
    words: &Words,
) -> Routes<'r> {
    let about = About::new;
    routes
        .add(
            Get,
            addresses.all,
            about(words.lists).gives(words.all).versions(Versions::Read),
            list::<D>,
        )
        .add(
            Post,
            addresses.all,
            about(words.saves)
                .takes(words.one)
                .gives(words.one)
                .with_status(201)
                .versions(Versions::Given),
            add::<D>,
        )
        .add(
            Get,
            addresses.one,
            about(words.shows).gives(words.one).versions(Versions::Read),
            show::<D>,
        )
        .add(
            Put,
            addresses.one,
            about(words.replaces)
                .takes(words.one)
                .gives(words.one)
                .versions(Versions::Changed),
            edit::<D>,
        )
        .add(
            Delete,
            addresses.one,
            about(words.removes).with_status(204),
            remove::<D>,
        )
}
