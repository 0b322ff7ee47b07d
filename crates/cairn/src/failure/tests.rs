use anyhow::Context;

use super::*;

#[test]
fn a_log_that_cannot_be_written_has_an_exit_code_of_its_own() {
    let broken = || StorageError::Broken {
        reason: "input/output error".to_owned(),
    };
    let poisoned = StorageError::LogPoisoned {
        reason: "input/output error".to_owned(),
    };
    let all: [anyhow::Error; 4] = [
        ServeError::Poisoned.into(),
        ServeError::Close(broken()).into(),
        broken().into(),
        anyhow::Error::from(poisoned).context("while closing"),
    ];
    for error in all {
        assert_eq!(exit_code(&error), 70, "{error:#}");
    }
    let usual = Err::<(), _>(StorageError::Closed).context("while closing");
    assert_eq!(exit_code(&usual.unwrap_err()), 2);
}

#[test]
fn a_code_is_found_behind_what_was_said_about_it() {
    let import = ImportError::from(StorageError::Closed);
    let error = anyhow::Error::from(import).context("can't import `x.csv`");
    assert!(describe(&error).starts_with("error[storage]: can't import `x.csv`: "));
    assert_eq!(describe(&anyhow::anyhow!("no")), "error: no");
}
