use super::*;

#[test]
fn this_file_is_found_and_is_a_test() {
    let files = files(&root(), "rs").unwrap();
    let this = files
        .iter()
        .find(|file| file.path == "xtask/src/tree/tests.rs")
        .unwrap();
    assert!(this.is_test());
    assert!(files.is_sorted_by(|a, b| a.path < b.path));
    assert!(!files.iter().any(|file| file.path.starts_with("target/")));
}

#[test]
fn tests_are_told_by_their_path() {
    let is_test = |path: &str| {
        let text = String::new();
        SourceFile {
            path: path.to_owned(),
            text,
        }
        .is_test()
    };
    assert!(is_test("crates/a/src/b/tests.rs"));
    assert!(is_test("crates/a/tests/b.rs"));
    assert!(!is_test("crates/a/src/attests.rs"));
    assert!(!is_test("crates/a/src/b.rs"));
}
