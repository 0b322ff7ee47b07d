//! Running the binary in a data directory of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// A data directory and the binary that works on it.
pub(crate) struct Cairn {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Cairn {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The data directory; it exists only once a command has made it.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data directory.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command
            .arg("--data")
            .arg(self.data())
            .env_remove("CAIRN_DATA")
            .env_remove("CAIRN_THREADS");
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command, whatever comes of it; a panic fails the test.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command().args(arguments).output().unwrap();
        let done = Done {
            code: output
                .status
                .code()
                .expect("the command was killed by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!done.stderr.contains("panicked"), "{arguments:?}: {done:?}");
        assert!([0, 1, 2].contains(&done.code), "{arguments:?}: {done:?}");
        done
    }

    /// Runs a command that must succeed; gives its stdout.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
        done.stdout
    }

    /// Runs a command that must fail; gives its stderr.
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 2, "{arguments:?}: {done:?}");
        assert_eq!(done.stdout, "", "a failure puts no data out: {arguments:?}");
        done.stderr
    }

    /// Imports a file; gives (read, stored, duplicates, rejected) of the conservation line.
    pub(crate) fn import(&self, file: &Path, more: &[&str]) -> [u64; 4] {
        let mut arguments = vec!["import", "events", file.to_str().unwrap(), "--site", "shop"];
        arguments.extend(more);
        let done = self.run(&arguments);
        assert!(done.code < 2, "{done:?}");
        conservation(&done.stdout)
    }

    pub(crate) fn query(&self, question: &str) -> Json {
        serde_json::from_str(&self.ok(&["query", "--site", "shop", "--format", "json", question]))
            .unwrap()
    }

    pub(crate) fn query_csv(&self, question: &str) -> Vec<Vec<String>> {
        let text = self.ok(&["query", "--site", "shop", "--format", "csv", question]);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    pub(crate) fn query_table(&self, question: &str) -> String {
        self.ok(&["query", "--site", "shop", question])
    }
}

/// The four numbers of a conservation line, which must be the last line and must add up.
pub(crate) fn conservation(stdout: &str) -> [u64; 4] {
    let line = stdout.lines().last().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let [
        "read",
        read,
        "=",
        "stored",
        stored,
        "+",
        "duplicates",
        duplicates,
        "+",
        "rejected",
        rejected,
    ] = words[..]
    else {
        panic!("no conservation line: {stdout}");
    };
    let [read, stored, duplicates, rejected] =
        [read, stored, duplicates, rejected].map(|n| n.parse().unwrap());
    assert_eq!(read, stored + duplicates + rejected, "{line}");
    [read, stored, duplicates, rejected]
}

/// A file of the shared real data, or `None` with a word about it where the folder is not there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CAIRN_SHARED_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let path = folder.join(name);
    if !path.is_file() {
        assert!(
            std::env::var_os("CAIRN_SHARED_DATA").is_none(),
            "{} is not there",
            path.display()
        );
        eprintln!(
            "skipped: the real data set {name} is not here; set CAIRN_SHARED_DATA to its folder"
        );
        return None;
    }
    Some(path)
}

/// A file of the repository.
pub(crate) fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}

/// The numbers of a script of tests/truth/, which shares nothing with this code.
pub(crate) fn recount(script: &str, file: &Path, arguments: &[&str]) -> Json {
    let output = Command::new("python3")
        .arg(repository("tests/truth").join(script))
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The counts of a funnel's steps.
pub(crate) fn counts(answer: &Json) -> Vec<u64> {
    answer["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["count"].as_u64().unwrap())
        .collect()
}
