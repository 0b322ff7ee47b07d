use super::*;

#[test]
fn a_word_alone_is_a_level() {
    for text in ["debug", "info,cairn_server=debug", "off"] {
        assert!(targets_of(text).is_some(), "{text}");
    }
    for text in ["loud", "info,cairn_server", "cairn_server=loud"] {
        assert!(targets_of(text).is_none(), "{text}");
    }
}
