use serde_json::Value as Json;

use crate::DemoShop;

fn lines() -> Vec<Json> {
    let mut out = Vec::new();
    let shop = DemoShop::new(9, "2026-03-31").unwrap();
    shop.write_ndjson(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let line = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().take(20_000).map(line).collect()
}

#[test]
fn lines_say_where_by_what_and_who() {
    let lines = lines();
    let count = |is: &dyn Fn(&Json) -> bool| lines.iter().filter(|line| is(line)).count();
    for line in &lines {
        let url = line["context"]["page"]["url"].as_str().unwrap();
        let path = line["context"]["page"]["path"].as_str().unwrap();
        let with_path = format!("https://boots.example{path}");
        assert!(url.starts_with(&with_path), "{line}");
        let campaign = &line["context"]["campaign"]["source"];
        let tagged = campaign
            .as_str()
            .map(|source| format!("utm_source={source}&"));
        assert_eq!(tagged.is_some(), url.contains("utm_source"), "{line}");
        assert!(tagged.is_none_or(|tag| url.contains(&tag)), "{line}");
        assert_eq!(
            line["value"].is_string(),
            line["event"] == "purchase",
            "{line}"
        );
        assert_eq!(
            line["order_id"].is_string(),
            line["event"] == "purchase",
            "{line}"
        );
        assert_eq!(
            line["properties"]["product_id"].is_string(),
            ["product_viewed", "video_watched", "wishlist_added", "cart"]
                .iter()
                .any(|event| line["event"] == *event),
            "{line}"
        );
    }
    assert!(count(&|line| line["context"]["click_ids"]["gclid"].is_string()) > 100);
    assert!(count(&|line| line["user_id"].is_string()) > 100);
    assert!(count(&|line| line["anonymous_id"].is_null()) > 20);
    // Within a visit the page before is one of the shop's own.
    let is_own = |line: &Json| {
        let referrer = line["context"]["page"]["referrer"].as_str();
        referrer.is_some_and(|referrer| referrer.starts_with("https://boots.example/"))
    };
    assert!(count(&is_own) > 5_000);
}

#[test]
fn the_same_message_twice_is_the_same_to_the_letter() {
    let lines = lines();
    let twice: Vec<_> = lines
        .windows(2)
        .filter(|pair| pair[0]["message_id"] == pair[1]["message_id"])
        .collect();
    assert!(twice.len() > 50, "{}", twice.len());
    assert!(twice.iter().all(|pair| pair[0] == pair[1]));
}
