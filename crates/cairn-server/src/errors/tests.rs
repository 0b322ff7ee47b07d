use super::*;

#[test]
fn every_code_has_a_status_of_an_error() {
    for code in Code::ALL {
        let status = status_of(code);
        assert!(
            status.is_client_error() || status.is_server_error(),
            "{}",
            code.as_str()
        );
    }
}

#[test]
fn clients_are_told_in_whole_seconds_when_to_come_back() {
    for _ in 0..100 {
        let response = Failure::overloaded("full").to_response("1");
        let seconds: u64 = response.headers()[RETRY_AFTER]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=5).contains(&seconds));
    }
    for (millis, seconds) in [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2")] {
        let wait = std::time::Duration::from_millis(millis);
        let response = Failure::rate_limited(wait).to_response("1");
        assert_eq!(response.headers()[RETRY_AFTER], seconds);
    }
}

#[test]
fn a_log_that_takes_no_more_for_now_asks_to_come_back() {
    let full = || StorageError::TailFull {
        events: 2,
        bytes: 900,
    };
    let response = Failure::from(full()).to_response("1");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(RETRY_AFTER));
    assert_eq!(of_storage(&full()).code, Code::Overloaded);
}
