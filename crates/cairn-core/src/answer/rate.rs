//! A rate and what became of it: never without interval, sample size and level.

use cairn_stats::{Difference, Interval, Proportion, ProportionError, newcombe};

/// The level of every interval.
pub const CONFIDENCE_LEVEL: f64 = 0.95;

/// A rate that carries its denominator and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Numerator and denominator.
    pub proportion: Proportion,
    /// Interval at [`CONFIDENCE_LEVEL`].
    pub interval: Interval,
    /// How the interval was made.
    pub method: Method,
}

/// How a rate's interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By Wilson, of independent units.
    Wilson,
    /// By Wilson, of units of which those of one person may be all alike.
    WilsonOfPersons,
}

impl Rate {
    /// The rate of `numerator` among `denominator`; `None` among nobody.
    pub fn of(numerator: u64, denominator: u64) -> Result<Option<Self>, ProportionError> {
        if denominator == 0 {
            return Ok(None);
        }
        let proportion = Proportion::new(numerator, denominator)?;
        let interval = proportion.wilson(CONFIDENCE_LEVEL)?;
        Ok(Some(Self {
            proportion,
            interval,
            method: Method::Wilson,
        }))
    }

    /// The rate of units of which a person may have several (semantics S14). `squares` is the sum over all persons of
    /// the square of how many of the denominator's units each has.
    pub fn of_persons_units(
        numerator: u64,
        denominator: u64,
        squares: u128,
    ) -> Result<Option<Self>, ProportionError> {
        if denominator == 0 {
            return Ok(None);
        }
        let proportion = Proportion::new(numerator, denominator)?;
        let interval = proportion.wilson_of_clusters(squares, CONFIDENCE_LEVEL)?;
        Ok(Some(Self {
            proportion,
            interval,
            method: Method::WilsonOfPersons,
        }))
    }
}

/// How far one rate lies above another: with Newcombe's interval at [`CONFIDENCE_LEVEL`]. `None` where one of them
/// is of nobody.
pub fn rate_change(
    rate: Option<Rate>,
    before: Option<Rate>,
) -> Result<Option<Difference>, ProportionError> {
    let (Some(rate), Some(before)) = (rate, before) else {
        return Ok(None);
    };
    newcombe(rate.proportion, before.proportion, CONFIDENCE_LEVEL).map(Some)
}
