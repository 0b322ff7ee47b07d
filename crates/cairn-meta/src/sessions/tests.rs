use super::*;
use crate::test_store::with_shop;

const LINK: TokenHash = TokenHash([1; 32]);
const IDLE: Span = Span::from_seconds(10);

fn second(seconds: i64) -> Time {
    Time::from_micros(seconds * 1_000_000)
}

fn session(byte: u8, created: i64) -> SessionRecord {
    SessionRecord {
        hash: TokenHash([byte; 32]),
        created_at: second(created),
        last_used_at: second(created),
        expires_at: second(created + 100),
    }
}

#[test]
fn a_link_opens_once_and_in_time() {
    with_shop(async |meta| {
        let using = async |hash, at| meta.use_sign_in_link(hash, second(at)).await.unwrap();
        meta.add_sign_in_link(LINK, second(0), second(60))
            .await
            .unwrap();
        assert!(!using(TokenHash([2; 32]), 1).await, "another link");
        assert!(!using(LINK, 60).await, "over at its last instant");
        assert!(using(LINK, 59).await);
        assert!(!using(LINK, 59).await, "used");
    });
}

#[test]
fn of_two_who_use_a_link_at_once_one_gets_in() {
    with_shop(async |meta| {
        meta.add_sign_in_link(LINK, second(0), second(60))
            .await
            .unwrap();
        let tries = (0..8).map(|_| {
            let meta = meta.clone();
            tokio::spawn(async move { meta.use_sign_in_link(LINK, second(1)).await.unwrap() })
        });
        let mut opened = 0;
        for attempt in tries.collect::<Vec<_>>() {
            opened += u32::from(attempt.await.unwrap());
        }
        assert_eq!(opened, 1);
    });
}

#[test]
fn a_session_ends_by_age_by_idleness_and_by_removal() {
    with_shop(async |meta| {
        let one = session(1, 0);
        let alive = async |at: i64| {
            meta.session(one.hash, second(at), IDLE)
                .await
                .unwrap()
                .is_some()
        };
        meta.add_session(&one).await.unwrap();
        assert!(alive(9).await);
        assert!(!alive(10).await, "idle");
        let mut at = 9;
        while at < 99 {
            meta.touch_session(one.hash, second(at)).await.unwrap();
            at += 9;
        }
        assert!(alive(99).await);
        assert!(!alive(100).await, "too old");

        // A clock that goes back does not take time from a session.
        meta.touch_session(one.hash, second(0)).await.unwrap();
        assert!(alive(99).await);

        meta.remove_session(one.hash).await.unwrap();
        assert!(!alive(99).await);
        meta.touch_session(one.hash, second(99)).await.unwrap();
        assert!(!alive(99).await, "a removed session stays removed");
    });
}

#[test]
fn the_list_has_the_live_sessions_newest_first() {
    with_shop(async |meta| {
        for record in [session(1, 0), session(2, 5), session(3, 7)] {
            meta.add_session(&record).await.unwrap();
        }
        let listed = meta.sessions(second(12), IDLE).await.unwrap();
        assert_eq!(listed, [session(3, 7), session(2, 5)]);
    });
}
