//! How long until something happens, where some have not been watched to the end: the Kaplan–Meier curve.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::proportion::{Interval, ProportionError};

/// What was seen at one time since the start; the unit of time is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observed {
    /// How long after the start.
    pub time: i64,
    /// Units to which it happened.
    pub events: u64,
    /// Units that were watched so long, and to which it had not happened.
    pub censored: u64,
}

/// The share of units to which it has happened by each time, S(t) = ∏ (1 − d ÷ n) being the share of the others.
///
/// At each time to which it happened to d of n at risk; those censored at a time are at risk at it. Source: E. L. Kaplan
/// and P. Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurve {
    observed: Vec<Observed>,
    /// By place in `observed` how many were watched at least so long.
    at_risk: Vec<u64>,
    steps: Vec<Step>,
}

/// What is known from one time with events on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    time: i64,
    at_risk: u64,
    /// S(t).
    surviving: f64,
    /// Greenwood's Σ d ÷ (n (n − d)) up to it; without meaning where nobody is left.
    greenwood: f64,
}

/// When some share of those to which it happens by an end have had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurvivalQuantile {
    /// When.
    pub time: i64,
    /// The earliest time that the data do not rule out; `None` if they rule out none from the start on.
    pub low: Option<i64>,
    /// The latest such time; `None` if they rule out none up to the end.
    pub high: Option<i64>,
}

/// Shares that differ by so little are one: rounding.
const SAME: f64 = 1e-9;

impl SurvivalCurve {
    /// The curve of what was seen, in any order.
    pub fn of(mut observed: Vec<Observed>) -> Self {
        observed.sort_unstable();
        observed.dedup_by(|next, kept| {
            let is_same = next.time == kept.time;
            if is_same {
                kept.events += next.events;
                kept.censored += next.censored;
            }
            is_same
        });
        observed.retain(|at| at.events > 0 || at.censored > 0);
        let mut left: u64 = observed.iter().map(|at| at.events + at.censored).sum();
        let mut at_risk = Vec::with_capacity(observed.len());
        let mut steps: Vec<Step> = Vec::new();
        // While nobody is censored the product is a fraction of whole numbers; it is computed as one.
        let (mut share_before, mut at_risk_before) = (1.0, left);
        let mut expected = left;
        for at in &observed {
            at_risk.push(left);
            if at.events > 0 {
                let last = steps
                    .last()
                    .map_or((1.0, 0.0), |step: &Step| (step.surviving, step.greenwood));
                if left != expected {
                    (share_before, at_risk_before) = (last.0, left);
                }
                let (n, others) = (left as f64, (left - at.events) as f64);
                expected = left - at.events;
                steps.push(Step {
                    time: at.time,
                    at_risk: left,
                    surviving: share_before * (others / at_risk_before as f64),
                    greenwood: match expected {
                        0 => last.1,
                        _ => last.1 + at.events as f64 / (n * others),
                    },
                });
            }
            left -= at.events + at.censored;
        }
        Self {
            observed,
            at_risk,
            steps,
        }
    }

    /// How many were watched at least so long.
    pub fn at_risk(&self, time: i64) -> u64 {
        let place = self.observed.partition_point(|at| at.time < time);
        self.at_risk.get(place).copied().unwrap_or(0)
    }

    /// Up to when somebody was watched; `None` of nobody.
    pub fn watched_until(&self) -> Option<i64> {
        self.observed.last().map(|at| at.time)
    }

    /// Whether the share by a time can be told: somebody was watched so long, or it has happened to everybody. Where the
    /// last who was watched had it and others went out of sight before, the curve ends at all of them, and says nothing
    /// of these.
    pub fn is_known_at(&self, time: i64) -> bool {
        let is_watched = self.watched_until().is_some_and(|until| until >= time);
        let happened_to_all = || self.observed.iter().all(|at| at.censored == 0);
        is_watched || (!self.observed.is_empty() && happened_to_all())
    }

    /// The times to which it happened to somebody, ascending.
    pub fn event_times(&self) -> impl Iterator<Item = i64> {
        self.steps.iter().map(|step| step.time)
    }

    /// The share to which it has happened by a time, in `[0, 1]`.
    pub fn share_by(&self, time: i64) -> f64 {
        self.step_at(time)
            .map_or(0.0, |place| 1.0 - self.steps[place].surviving)
    }

    /// The interval of [`Self::share_by`] at a two-sided confidence `level`.
    ///
    /// It is that of log(−log S), with Greenwood's variance: S to the power exp(±z √Σ ÷ |ln S|) for Σ = Σ d ÷ (n (n − d)).
    /// Sources: M. Greenwood (1926); J. D. Kalbfleisch and R. L. Prentice (1980), "The statistical analysis of failure
    /// time data", section 1.3. It is not defined where nobody or everybody has had it. There stands Wilson's of none, or
    /// all, of n: those watched at least so long, or of everybody as many independent units as tell as much as the last
    /// time before, S (1 − S) ÷ (S² Σ).
    pub fn interval_by(&self, time: i64, level: f64) -> Result<Interval, ProportionError> {
        let z = z_of(level)?;
        let Some(place) = self.step_at(time) else {
            let n = self.at_risk(time).max(1) as f64;
            return Ok(Interval {
                low: 0.0,
                high: z * z / (n + z * z),
            });
        };
        let step = &self.steps[place];
        if step.surviving <= 0.0 {
            let before = place.checked_sub(1).map(|before| &self.steps[before]);
            let n = before.map_or(step.at_risk as f64, |before| {
                (1.0 - before.surviving) / (before.surviving * before.greenwood)
            });
            return Ok(Interval {
                low: n / (n + z * z),
                high: 1.0,
            });
        }
        let width = z * step.greenwood.sqrt() / step.surviving.ln().abs();
        Ok(Interval {
            low: 1.0 - step.surviving.powf((-width).exp()),
            high: 1.0 - step.surviving.powf(width.exp()),
        })
    }

    /// When `share` of those to which it happens by `end` have had it: the first time at which R(t) = F(t) ÷ F(end)
    /// reaches `share`, for F = 1 − S. `None` if F(end) can't be told, or is nothing.
    ///
    /// The interval inverts a test: it reaches from the first time at which R is not clearly below `share` to the first
    /// at which it is clearly above, "clearly" being |R − q| > z √(q (1 − q) v) for q = `share`. By the delta method
    /// v = Var(R) ÷ (R (1 − R)) and, with Greenwood's variance and covariance Cov(S(t), S(u)) = S(t) S(u) Σ(t) for t ≤ u,
    ///
    /// Var(R) ÷ R² = S² Σ(t) ÷ F² + T² Σ(end) ÷ G² − 2 S T Σ(t) ÷ (F G),
    ///
    /// where S = S(t), F = 1 − S, T = S(end), G = 1 − T. Where nobody is censored v is 1 ÷ m for m events, and the test
    /// the score test of a proportion of them. Where R is 0 or 1 stands the v of the time next to it, and 1 ÷ m if
    /// there is none.
    ///
    /// Of few events the normal distribution knows too little: an end is only told where it is not likelier than
    /// (1 − level) ÷ 2 that all of 1 ÷ v events come after the quantile, (1 − q)^(1 ÷ v), or before it, q^(1 ÷ v), as for
    /// the first and the last order statistic (H. A. David, "Order statistics", 1970, section 2.5).
    ///
    /// Source of the inversion: R. Brookmeyer and J. Crowley (1982), "A confidence interval for the
    /// median survival time", Biometrics 38, for the median of all.
    pub fn quantile(
        &self,
        share: f64,
        end: i64,
        level: f64,
    ) -> Result<Option<SurvivalQuantile>, ProportionError> {
        let z = z_of(level)?;
        let last = self.step_at(end).filter(|_| self.is_known_at(end));
        let Some(steps) = last.map(|last| &self.steps[..=last]) else {
            return Ok(None);
        };
        let whole = steps[steps.len() - 1];
        let by_end = 1.0 - whole.surviving;
        let ratios: Vec<f64> = { steps.iter() }
            .map(|step| (1.0 - step.surviving) / by_end)
            .collect();
        let Some(at) = ratios.iter().position(|ratio| *ratio >= share - SAME) else {
            return Ok(None);
        };
        let events: u64 = { self.observed.iter() }
            .take_while(|at| at.time <= end)
            .map(|at| at.events)
            .sum();
        let spread = |step: &Step, ratio: f64| {
            let (s, f) = (step.surviving, 1.0 - step.surviving);
            let (t, g) = (whole.surviving, by_end);
            let relative = s * s * step.greenwood / (f * f) + t * t * whole.greenwood / (g * g)
                - 2.0 * s * t * step.greenwood / (f * g);
            relative * ratio / (1.0 - ratio)
        };
        let inner = { steps.iter().zip(&ratios) }.filter(|(_, ratio)| **ratio < 1.0 - SAME);
        let mut spreads: Vec<f64> = inner.map(|(step, ratio)| spread(step, *ratio)).collect();
        let rest = spreads.last().copied().unwrap_or(1.0 / events as f64);
        spreads.resize(steps.len(), rest);
        let reach = |spread: f64| z * (share * (1.0 - share) * spread.max(0.0)).sqrt();
        let tested = || ratios.iter().zip(&spreads);
        let likely =
            |part: f64, spread: f64| part.powf(1.0 / spread.max(0.0)) > (1.0 - level) / 2.0;
        let may_be_at_start = share <= reach(spreads[0]) || likely(1.0 - share, spreads[0]);
        let may_be_at_end = likely(share, rest);
        let first = tested().position(|(ratio, spread)| share - ratio <= reach(*spread));
        let above = tested().position(|(ratio, spread)| ratio - share > reach(*spread));
        Ok(Some(SurvivalQuantile {
            time: steps[at].time,
            low: { first.filter(|_| !may_be_at_start) }.map(|place| steps[place].time),
            high: { above.filter(|_| !may_be_at_end) }.map(|place| steps[place].time),
        }))
    }

    /// The last step at or before a time.
    fn step_at(&self, time: i64) -> Option<usize> {
        let after = self.steps.partition_point(|step| step.time <= time);
        after.checked_sub(1)
    }
}

fn z_of(level: f64) -> Result<f64, ProportionError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(ProportionError::Level(level));
    }
    Ok(Normal::standard().inverse_cdf(1.0 - (1.0 - level) / 2.0))
}

#[cfg(test)]
mod tests;
