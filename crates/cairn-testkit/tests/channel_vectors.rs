//! Channels pass the vectors that every implementation must pass (semantics S7).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test they are called from"
)]

use std::collections::BTreeSet;
use std::path::Path;

use cairn_core::channel::{Acquisition, CLICK_IDS, Channel, Origin, acquisition};
use serde_json::Value as Json;

fn vectors() -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/channels.json");
    let file: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

fn text(object: &Json, name: &str) -> Option<String> {
    object[name].as_str().map(str::to_owned)
}

fn origin_of(given: &Json) -> Origin {
    let known = [
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "click_ids",
        "referrer",
        "page",
    ];
    let mut names = given.as_object().unwrap().keys();
    assert!(names.all(|name| known.contains(&name.as_str())), "{given}");
    let clicks = &given["click_ids"];
    let mut ids = clicks.as_object().into_iter().flat_map(|ids| ids.keys());
    assert!(ids.all(|id| CLICK_IDS.contains(&id.as_str())), "{given}");
    Origin {
        source: text(given, "utm_source"),
        medium: text(given, "utm_medium"),
        campaign: text(given, "utm_campaign"),
        click_ids: CLICK_IDS.map(|id| text(clicks, id)),
        referrer: text(given, "referrer"),
        page: text(given, "page"),
    }
}

fn expected(expect: &Json) -> Acquisition {
    let name = expect["channel"].as_str().unwrap();
    let channel = Channel::ALL.into_iter().find(|it| it.as_str() == name);
    Acquisition {
        channel: channel.unwrap_or_else(|| panic!("no channel is named {name}")),
        source: text(expect, "source"),
        medium: text(expect, "medium"),
        campaign: text(expect, "campaign"),
    }
}

#[test]
fn channels_pass_the_shared_vectors() {
    let vectors = vectors();
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    for vector in &vectors {
        let expected = expected(&vector["expect"]);
        met.insert(expected.channel);
        let found = acquisition(&origin_of(&vector["given"]));
        if found != expected {
            wrong.push(format!("{vector}\n    found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all: BTreeSet<Channel> = Channel::ALL.into_iter().collect();
    assert_eq!(met, all, "each channel has a vector");
    println!("{} vectors", vectors.len());
}
