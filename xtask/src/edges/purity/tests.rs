use super::*;

fn lines(code: &str) -> Vec<usize> {
    let file = SourceFile {
        path: "crates/cairn-core/src/a.rs".to_owned(),
        text: code.to_owned(),
    };
    check(&file).iter().map(|finding| finding.line).collect()
}

#[test]
fn pure_code_is_silent() {
    for code in [
        "use std::fmt;\nuse super::instant::Instant;",
        "// reads std::fs and calls println!(\"x\")",
        "const HELP: &str = \"std::env\";",
        "use std::time::Duration;",
        "let brand::Name = operand::x();",
        "fn resolve(now: Time) { plan.now() }",
        "my_println!(1)",
        "use crate::rand;",
        "write!(f, \"{x}\")",
    ] {
        assert_eq!(lines(code), [0; 0], "{code}");
    }
}

#[test]
fn every_planted_impurity_is_found() {
    for code in [
        "use std::fs;",
        "use std::fs::File;",
        "use std::{fmt, env};",
        "use std::time::{Duration, SystemTime};",
        "use std::{\n    fmt, time::Instant as Clock};",
        "let x = std::fs::read(path);",
        "let t = std::time::Instant::now();",
        "std::thread::spawn(f);",
        "use rand::Rng;",
        "use rand_pcg::Pcg64;",
        "let x = rand::random();",
        "println!(\"x\");",
        "eprint!(\"x\");",
        "dbg!(x);",
        "let now = jiff::Timestamp::now();",
        "let zone = jiff::tz::TimeZone::system();",
    ] {
        assert_eq!(lines(code).len(), 1, "{code}");
    }
}
