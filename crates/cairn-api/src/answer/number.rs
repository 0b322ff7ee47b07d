//! Rates, differences, money and values on the wire.

use std::borrow::Cow;

use cairn_core::answer::{CONFIDENCE_LEVEL, Difference, Method, Rate};
use cairn_core::money::Amounts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, Code};
use crate::scalar::MoneyWire;

/// A rate with its denominator and its interval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RateWire {
    /// The point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Units with the trait.
    pub numerator: u64,
    /// All units.
    pub denominator: u64,
    level: f64,
    method: Cow<'static, str>,
}

/// How far one rate lies above another, with its interval.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DifferenceWire {
    /// The point estimate, in [-1, 1].
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    level: f64,
    method: Cow<'static, str>,
}

pub(super) fn rate(rate: Rate) -> RateWire {
    RateWire {
        value: rate.proportion.value(),
        low: rate.interval.low,
        high: rate.interval.high,
        numerator: rate.proportion.numerator(),
        denominator: rate.proportion.denominator(),
        level: CONFIDENCE_LEVEL,
        method: Cow::Borrowed(match rate.method {
            Method::Wilson => "wilson",
            Method::WilsonOfPersons => "wilson_clustered",
        }),
    }
}

pub(super) fn difference(difference: Difference) -> DifferenceWire {
    DifferenceWire {
        value: difference.value,
        low: difference.interval.low,
        high: difference.interval.high,
        level: CONFIDENCE_LEVEL,
        method: Cow::Borrowed("newcombe"),
    }
}

/// One amount, or several per currency, or zero of `currency`.
pub(super) fn money(
    amounts: &Amounts,
    currency: Option<&str>,
) -> Result<(Option<MoneyWire>, Vec<MoneyWire>), ApiError> {
    let mut sums = Vec::new();
    for (currency, minor) in amounts.iter() {
        let minor = i64::try_from(minor).map_err(|_| {
            ApiError::new(
                Code::TooLarge,
                format!("the sum of {currency} exceeds 64 bits"),
            )
        })?;
        sums.push(MoneyWire {
            minor,
            currency: currency.code().to_owned(),
        });
    }
    if sums.len() > 1 {
        return Ok((None, sums));
    }
    let zero = || {
        currency.map(|currency| MoneyWire {
            minor: 0,
            currency: currency.to_owned(),
        })
    };
    Ok((sums.pop().or_else(zero), Vec::new()))
}
