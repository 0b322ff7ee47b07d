//! The copy of the kernels' crates in `target/mutants/work`, where mutants are tried out.
//!
//! Files are written only where they differ and the copy has a target directory of its own, so that cargo
//! rebuilds no more than a mutant touches.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, bail};

use super::mutant::Mutant;

/// What the copy holds: the kernels, what they use, and their proofs.
const CRATES: [&str; 3] = ["cairn-core", "cairn-stats", "cairn-testkit"];

/// The proofs by oracle; what they let through, no other test need catch.
const PROOFS: [&str; 9] = [
    "flow_oracle",
    "funnel_oracle",
    "funnel_persons",
    "funnel_terms",
    "goal_oracle",
    "population_oracle",
    "returning_oracle",
    "session_oracle",
    "time_to_convert_oracle",
];

/// The proofs of a kernel: most mutants fail there, and no other test has to be built for them.
fn proofs_of(file: &str) -> &'static [&'static str] {
    let kernel = file.strip_prefix("answer/").unwrap_or(file);
    let begins = |start: &str| kernel.starts_with(start);
    if begins("flow") {
        &["flow_oracle"]
    } else if begins("returning") {
        &["returning_oracle"]
    } else if begins("funnel") {
        &["funnel_oracle", "funnel_persons", "funnel_terms"]
    } else if begins("time_to_convert") {
        &["time_to_convert_oracle"]
    } else if begins("population") {
        &["population_oracle"]
    } else if begins("goal") {
        &["goal_oracle"]
    } else {
        &PROOFS
    }
}

/// Enough generated cases to catch every mutant; the full proofs take more.
const CASES: &str = "20000";

/// Where mutants are tried out.
pub(super) struct Bench {
    source: PathBuf,
    work: PathBuf,
    target: PathBuf,
}

/// How the proofs fared with a mutant.
pub(super) enum Outcome {
    /// This test failed, as it must.
    Caught(String),
    /// All tests passed.
    Survived,
}

impl Bench {
    /// Copies the crates, or brings an earlier copy up to date.
    pub(super) fn prepare() -> anyhow::Result<Self> {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = xtask.parent().context("xtask lies inside the workspace")?;
        let bench = Self {
            source: root.join("crates"),
            work: root.join("target/mutants/work"),
            target: root.join("target/mutants/target"),
        };
        for name in CRATES {
            copy_tree(
                &root.join("crates").join(name),
                &bench.work.join("crates").join(name),
            )?;
        }
        write_if_new(
            &bench.work.join("Cargo.toml"),
            smaller_workspace(&root.join("Cargo.toml"))?.as_bytes(),
        )?;
        write_if_new(
            &bench.work.join("Cargo.lock"),
            &read(&root.join("Cargo.lock"))?,
        )?;
        Ok(bench)
    }

    /// Fails if a mutant's text is not there exactly once.
    pub(super) fn check(&self, mutant: &Mutant) -> anyhow::Result<()> {
        self.mutated(mutant).map(|_| ())
    }

    /// Fails if the proofs fail on the unmutated kernels.
    pub(super) fn require_success(&self) -> anyhow::Result<()> {
        let built = self.cargo(&PROOFS, &["--no-run"])?;
        require(&built, "the unmutated kernels do not compile")?;
        let tested = self.cargo(&PROOFS, &[])?;
        require(&tested, "the proofs fail on the unmutated kernels")
    }

    /// Puts a mutant in, runs the proofs, takes it out again.
    pub(super) fn try_out(&self, mutant: &Mutant) -> anyhow::Result<Outcome> {
        let copy = self.work.join("crates/cairn-core/src").join(mutant.file);
        let original = read(&self.kernel(mutant))?;
        write_if_new(&copy, self.mutated(mutant)?.as_bytes())?;
        let outcome = match self.outcome(mutant, proofs_of(mutant.file)) {
            Ok(Outcome::Survived) => self.outcome(mutant, &PROOFS),
            outcome => outcome,
        };
        write_if_new(&copy, &original)?;
        outcome
    }

    fn outcome(&self, mutant: &Mutant, proofs: &[&str]) -> anyhow::Result<Outcome> {
        let built = self.cargo(proofs, &["--no-run"])?;
        require(
            &built,
            &format!("the mutant `{}` does not compile", mutant.name),
        )?;
        let tested = self.cargo(proofs, &[])?;
        if tested.status.success() {
            return Ok(Outcome::Survived);
        }
        let said = String::from_utf8_lossy(&tested.stdout);
        let failed = said.lines().find_map(|line| {
            let test = line.strip_prefix("test ")?;
            test.strip_suffix(" ... FAILED")
        });
        match failed {
            Some(test) => Ok(Outcome::Caught(test.to_owned())),
            None => {
                let why = format!("the proofs broke off on the mutant `{}`", mutant.name);
                require(&tested, &why).map(|()| Outcome::Survived)
            }
        }
    }

    fn kernel(&self, mutant: &Mutant) -> PathBuf {
        self.source.join("cairn-core/src").join(mutant.file)
    }

    fn mutated(&self, mutant: &Mutant) -> anyhow::Result<String> {
        let Mutant {
            name,
            file,
            original,
            mutated,
        } = mutant;
        let kernel = String::from_utf8(read(&self.kernel(mutant))?)?;
        let found = kernel.matches(original).count();
        if found != 1 {
            bail!(
                "the table of mutants is stale: the text of `{name}` occurs {found} times in \
                 cairn-core/src/{file}, not once: {original}"
            );
        }
        Ok(kernel.replacen(original, mutated, 1))
    }

    fn cargo(&self, proofs: &[&str], extra: &[&str]) -> anyhow::Result<Output> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(cargo)
            .current_dir(&self.work)
            .args(["test", "--package", "cairn-testkit"])
            .args(proofs.iter().flat_map(|proof| ["--test", proof]))
            .args(extra)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CAIRN_ORACLE_STREAMS", CASES)
            .env("RUST_BACKTRACE", "0")
            .output()
            .context("cargo can't be started")
    }
}

fn require(output: &Output, why_not: &str) -> anyhow::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    bail!("{why_not}\n{stdout}\n{stderr}");
}

/// The workspace file with only the copied crates as members: the same versions, lints and profiles.
fn smaller_workspace(path: &Path) -> anyhow::Result<String> {
    let mut file: toml::Table = toml::from_str(&String::from_utf8(read(path)?)?)?;
    let workspace = file
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut);
    let workspace = workspace.context("Cargo.toml has no [workspace]")?;
    workspace.insert("members".to_owned(), vec!["crates/*"].into());
    workspace.remove("default-members");
    Ok(toml::to_string(&file)?)
}

/// Makes one directory tree equal another.
fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    let wanted = names(from)?;
    for name in &wanted {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() {
            copy_tree(&from, &to)?;
        } else {
            write_if_new(&to, &read(&from)?)?;
        }
    }
    for left_over in names(to)?.difference(&wanted) {
        let path = to.join(left_over);
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn names(directory: &Path) -> anyhow::Result<BTreeSet<std::ffi::OsString>> {
    let entries = fs::read_dir(directory).with_context(|| directory.display().to_string())?;
    entries.map(|entry| Ok(entry?.file_name())).collect()
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

fn write_if_new(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| path.display().to_string())
}
