//! The demo shop's goals.

use anyhow::Result;
use cairn_api::GoalsWire;

use crate::client::{Api, of_site};

const GOALS: [(&str, &str); 5] = [
    (
        "order",
        r#"{"id": "order", "name": "Order", "class": "macro", "kind": "revenue", "when": {"event": "purchase"},
            "counting": "once_per_order", "value": {"event_value": true},
            "description": "A paid order. Some orders are told of twice; each counts once."}"#,
    ),
    (
        "cart",
        r#"{"id": "cart", "name": "Product in the cart", "class": "micro", "when": {"event": "cart"},
            "description": "Everybody who orders has filled a cart."}"#,
    ),
    (
        "video",
        r#"{"id": "video", "name": "Video watched", "class": "micro", "when": {"event": "video_watched"},
            "description": "A product's video, watched on its page."}"#,
    ),
    (
        "wishlist",
        r#"{"id": "wishlist", "name": "Wish list", "class": "micro", "when": {"event": "wishlist_added"},
            "description": "A product put on the wish list."}"#,
    ),
    (
        "newsletter",
        r#"{"id": "newsletter", "name": "Newsletter", "class": "micro", "when": {"event": "newsletter_signup"},
            "counting": "once_per_person", "description": "Signed up for the newsletter."}"#,
    ),
];

/// Adds those that are not there; gives how many.
pub(super) async fn add_missing(api: &Api, site: &str) -> Result<usize> {
    let path = of_site(site, "/goals");
    let GoalsWire { goals } = serde_json::from_str(&api.get(&path).await?)?;
    let mut added = 0;
    for (id, definition) in GOALS {
        if !goals.iter().any(|goal| goal.definition.id == id) {
            api.post(&path, definition.to_owned()).await?;
            added += 1;
        }
    }
    Ok(added)
}
