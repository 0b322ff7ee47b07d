//! How a proof runs: how many cases, and what share of them shows each feature.

use std::collections::BTreeMap;
use std::fmt;

/// How many cases a proof takes: `full`, times `CAIRN_ORACLE_FACTOR` in the longer test tier, and at most
/// `CAIRN_ORACLE_STREAMS` where the mutants of the kernels ask for fewer.
pub fn cases(full: u64) -> u64 {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let limit = number("CAIRN_ORACLE_STREAMS").unwrap_or(u64::MAX);
    full.saturating_mul(number("CAIRN_ORACLE_FACTOR").unwrap_or(1))
        .min(limit)
}

/// In how many cases each feature occurred: a proof over cases that never show a feature says nothing
/// about it.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    cases: u64,
    with_feature: BTreeMap<&'static str, u64>,
}

impl Coverage {
    /// Notes one case and its features.
    pub fn note(&mut self, features: &[(&'static str, bool)]) {
        self.cases += 1;
        for (feature, present) in features {
            *self.with_feature.entry(feature).or_default() += u64::from(*present);
        }
    }

    /// The share of cases with a feature.
    pub fn share(&self, feature: &str) -> f64 {
        let with_feature = self.with_feature.get(feature).copied().unwrap_or(0);
        with_feature as f64 / self.cases.max(1) as f64
    }

    /// Asserts that every feature occurs in at least this share of the cases.
    pub fn assert_each(&self, least: f64) {
        assert!(
            self.cases > 0 && !self.with_feature.is_empty(),
            "nothing was covered"
        );
        for feature in self.with_feature.keys() {
            self.assert_share(feature, least);
        }
    }

    /// Asserts that one feature occurs in at least this share of the cases.
    pub fn assert_share(&self, feature: &str, least: f64) {
        let share = self.share(feature);
        assert!(share >= least, "`{feature}` is too rare:\n{self}");
    }
}

/// One line per feature: its share in percent.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} cases", self.cases)?;
        for feature in self.with_feature.keys() {
            writeln!(f, "{:6.1} %  {feature}", 100.0 * self.share(feature))?;
        }
        Ok(())
    }
}
