//! The context of live messages.

use cairn_core::event::Trust;

use super::{Sender, context};
use crate::collect::samples::arrival;
use crate::messages::segment::MessageKind;
use crate::node::{Node, Object};
use crate::test_rows::told;

fn object(text: &str) -> Object<'_> {
    match Node::parse(text) {
        Ok(Node::Object(object)) => object,
        other => panic!("an object, not {other:?}"),
    }
}

fn told_of(envelope: &str, own: &str, trust: Trust) -> String {
    let mut arrival = arrival();
    arrival.trust = trust;
    let (envelope, own, message) = (object(envelope), object(own), Object::default());
    let sent = [Some(&envelope), Some(&own)];
    let context = context(sent, MessageKind::Track, &message, &Sender::of(&arrival));
    told(&context.expect("within limits"))
}

/// Checks the context of a browser's message.
fn check(own: &str, expected: &str) {
    assert_eq!(told_of("{}", own, Trust::Client), expected, "{own}");
}

#[test]
fn names_are_those_of_the_canonical_event() {
    check(
        r#"{"userAgent":"UA","locale":"de","page":{"path":"/"},"library":{"name":"l"},"ip":"198.51.100.9","consent":{"categoryPreferences":{"ads":false}}}"#,
        "consent.categories.ads=b:false ip_truncated=s:198.51.100.0 library.name=s:l locale=s:de page.path=s:/ user_agent=s:UA",
    );
    check(
        r#"{"consentManagement":{"allowedConsentIds":["a"]},"consent":"all"}"#,
        "consent=s:all consent.categories.a=b:true ip_truncated=s:203.0.113.0 user_agent=s:agent/1",
    );
}

#[test]
fn the_full_address_is_never_kept() {
    let rest = "user_agent=s:agent/1";
    let cases = [
        (r#""203.0.113.200""#, "ip_truncated=s:203.0.113.0 "),
        (r#""2001:db8:1:2:3::4""#, "ip_truncated=s:2001:db8:1:: "),
        (r#""::ffff:198.51.100.9""#, "ip_truncated=s:198.51.100.0 "),
        (
            r#"" 198.51.100.9 , 10.0.0.1""#,
            "ip_truncated=s:198.51.100.0 ",
        ),
        // SDKs send it to have no address kept.
        (r#""0.0.0.0""#, ""),
        (r#""::""#, ""),
        // What is no address leaves the one of the request.
        (r#""198.51.100.9:80""#, "ip_truncated=s:203.0.113.0 "),
        ("7", "ip_truncated=s:203.0.113.0 "),
        (r#"{"v4":"198.51.100.9"}"#, "ip_truncated=s:203.0.113.0 "),
    ];
    for (ip, expected) in cases {
        check(&format!(r#"{{"ip":{ip}}}"#), &format!("{expected}{rest}"));
        check(
            &format!(r#"{{"ip_truncated":{ip}}}"#),
            &format!("{expected}{rest}"),
        );
    }
}

#[test]
fn a_servers_own_address_and_agent_are_not_its_visitors() {
    assert_eq!(told_of("{}", "{}", Trust::Server), "");
    assert_eq!(
        told_of("{}", r#"{"ip":"198.51.100.9"}"#, Trust::Server),
        "ip_truncated=s:198.51.100.0"
    );
}

#[test]
fn the_messages_own_context_goes_before_the_batchs() {
    assert_eq!(
        told_of(
            r#"{"locale":"de","page":{"path":"/a","title":"T"},"ip":"198.51.100.9"}"#,
            r#"{"locale":"en","page":{"path":"/b"}}"#,
            Trust::Server
        ),
        "ip_truncated=s:198.51.100.0 locale=s:en page.path=s:/b page.title=s:T"
    );
}
