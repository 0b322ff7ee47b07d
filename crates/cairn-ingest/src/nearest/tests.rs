//! Misspelt names.

use super::{DidYouMean, nearest};

#[test]
fn the_nearest_name_is_found_if_any_is_near() {
    let columns = ["client_id", "timestamp", "transaction_value"];
    let cases = [
        ("clientid", Some("client_id")),
        ("Timestamp", Some("timestamp")),
        ("transaction_valeu", Some("transaction_value")),
        ("zzz", None),
    ];
    for (name, found) in cases {
        assert_eq!(nearest(name, columns), found, "{name}");
    }
    assert_eq!(nearest("a", []), None);
}

#[test]
fn a_message_ends_with_it() {
    let columns = ["client_id"];
    assert_eq!(
        DidYouMean::among("clientid", columns).to_string(),
        "; did you mean `client_id`?"
    );
    assert_eq!(DidYouMean::among("zzz", columns).to_string(), "");
}
