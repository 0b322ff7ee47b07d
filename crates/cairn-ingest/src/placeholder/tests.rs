//! Ids that are none.

use super::{is_placeholder, is_placeholder_in_files};

#[test]
fn placeholders_are_known_in_any_case() {
    let none = [
        "null",
        "NULL",
        " undefined ",
        "None",
        "nan",
        "0",
        "false",
        "[object Object]",
        "GUEST",
        "00000000-0000-0000-0000-000000000000",
    ];
    let some = [
        "",
        "00",
        "1",
        "nobody",
        "user-null",
        "null null",
        "o",
        "00000000-0000-0000-0000-000000000001",
    ];
    for id in none {
        assert!(is_placeholder(id), "{id}");
    }
    for id in some {
        assert!(!is_placeholder(id), "{id}");
        assert!(!is_placeholder_in_files(id), "{id}");
    }
    assert!(is_placeholder_in_files("Undefined"));
    assert!(!is_placeholder_in_files("0"), "a table may count from 0");
}
