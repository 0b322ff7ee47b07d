use super::*;

#[test]
fn addresses_become_origins() {
    for (text, origin) in [
        ("https://cairn.example", "https://cairn.example"),
        ("https://Cairn.Example:443/", "https://cairn.example"),
        ("http://cairn.example:8080", "http://cairn.example:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ] {
        assert_eq!(PublicAddress::parse(text).unwrap().origin(), origin);
    }
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "",
        "cairn.example",
        "https://",
        "ftp://a",
        "https://a/b",
        "https://a@b",
        "https://a b",
    ] {
        assert!(PublicAddress::parse(text).is_err(), "{text}");
    }
}
