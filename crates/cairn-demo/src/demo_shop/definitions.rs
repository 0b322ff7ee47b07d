//! What the demo shop's site has beside events: a name, goals, a funnel and a north star.

use super::DemoShop;

impl DemoShop {
    /// The id of its site.
    pub const SITE: &str = "demo";
    /// What people call its site.
    pub const NAME: &str = "Demo shop";
    /// Its goals as (id, document).
    pub const GOALS: [(&str, &str); 5] = [
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
    /// The goal that matters most.
    pub const NORTH_STAR: &str = "order";
    /// Its saved funnel as (id, document).
    pub const FUNNEL: (&str, &str) = (
        "checkout",
        r#"{"id": "checkout", "name": "Checkout",
            "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}],
            "window": "7d", "entry": "best", "description": "From a product's page to the order."}"#,
    );

    /// The saved population: its id and its document.
    pub const POPULATION: (&str, &str) = (
        "looked-not-ordered",
        r#"{"id": "looked-not-ordered", "name": "Looked often, never ordered",
            "is": {"all": [
                {"did": {"event": "product_viewed"}, "at_least": 3, "range": {"last": "30d"}},
                {"not": {"did": {"goal": "order"}}}]},
            "description": "Three products or more in the last 30 days, and no order ever."}"#,
    );
}
