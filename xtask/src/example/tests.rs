use super::*;

#[test]
fn the_examples_are_what_the_generator_makes() {
    check(&folder(), &make().unwrap()).unwrap();
}

#[test]
fn the_log_is_small_and_of_the_usual_size() {
    let [log, _] = make().unwrap();
    assert!(log.bytes.len() <= 600_000, "{} bytes", log.bytes.len());
    let lines = log.bytes.iter().filter(|byte| **byte == b'\n').count();
    assert!((5_800..6_200).contains(&lines), "{lines} lines");
}

#[test]
fn drift_is_an_error() {
    let mut files = make().unwrap();
    files[1].bytes.push(b'\n');
    let error = check(&folder(), &files).unwrap_err().to_string();
    assert!(error.contains("shop.truth.json"), "{error}");
    let elsewhere = folder().join("nowhere");
    assert!(check(&elsewhere, &files).is_err());
}
