use super::*;

/// The vectors of RFC 4648 §10, and what a client sends.
#[test]
fn texts_give_their_bytes() {
    for (text, bytes) in [
        ("", ""),
        ("Zg==", "f"),
        ("Zm8=", "fo"),
        ("Zm9v", "foo"),
        ("Zm9vYg==", "foob"),
        ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"),
        ("Zm9vYmFy===", "foobar"),
        ("Zm8", "fo"),
        ("d3JpdGVrZXk6", "writekey:"),
    ] {
        assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
    }
    assert_eq!(decode("+/-_"), Some(vec![0xfb, 0xff, 0xbf]));
}

#[test]
fn other_texts_give_none() {
    for text in ["A", "Zg=a", "é", "Zm9v Zg", "AAAAA"] {
        assert_eq!(decode(text), None, "{text}");
    }
}
