//! What the demo shop has beside goals: a funnel, a name and a north star.

use anyhow::Result;
use cairn_api::{FunnelsWire, SiteDetailsWire};
use serde_json::json;

use crate::client::{Api, of_site};

const NAME: &str = "Demo shop";
const NORTH_STAR: &str = "order";
const FUNNEL_ID: &str = "checkout";
const FUNNEL: &str = r#"{"id": "checkout", "name": "Checkout",
    "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}],
    "window": "7d", "entry": "best", "description": "From a product's page to the order."}"#;

/// Adds the funnel if it is not there, and says what nobody has said of the site.
pub(super) async fn add_missing(api: &Api, site: &str) -> Result<()> {
    let path = of_site(site, "/funnels");
    let FunnelsWire { funnels } = serde_json::from_str(&api.get(&path).await?)?;
    if !funnels.iter().any(|funnel| funnel.id == FUNNEL_ID) {
        api.post(&path, FUNNEL.to_owned()).await?;
    }
    let path = of_site(site, "");
    let shown: SiteDetailsWire = serde_json::from_str(&api.get(&path).await?)?;
    let mut change = serde_json::Map::new();
    if shown.site.name == site {
        change.insert("name".to_owned(), json!(NAME));
    }
    if shown.site.north_star.is_none() {
        change.insert("north_star".to_owned(), json!(NORTH_STAR));
    }
    if !change.is_empty() {
        api.patch(&path, json!(change).to_string()).await?;
    }
    Ok(())
}
