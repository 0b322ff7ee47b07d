use super::Way;

#[test]
fn names_of_published_sdks_say_the_way() {
    // As the SDKs name themselves in `context.library`.
    for (source, expected) in [
        ("cairn.js/0.1.0", "browser"),
        ("analytics.js/npm:next-1.84.3", "browser"),
        ("RudderLabs JavaScript SDK/3.11.9", "browser"),
        ("@segment/analytics-node/3.1.0", "server"),
        ("analytics-node/3.0.13", "server"),
        ("analytics-python/2.4.0", "server"),
        ("analytics-go/3.3.0", "server"),
        ("analytics-java/3.5.2", "server"),
        ("analytics.NET/3.8.1", "server"),
        ("analytics-ruby/2.5.0", "server"),
        ("analytics-php/3.8.0", "server"),
        ("analytics-ios/4.1.8", "app"),
        ("analytics-swift/1.7.3", "app"),
        ("analytics-kotlin/1.19.2", "app"),
        ("analytics-react-native/2.21.0", "app"),
        ("com.rudderstack.android.sdk.core/1.27.1", "app"),
        ("analytics_flutter/1.1.11", "app"),
        ("segment", "server"),
        ("shop-backend/1", "server"),
    ] {
        let way = Way::of_live(source);
        assert_eq!(way.as_str(), expected, "{source}");
    }
}
