//! Money: integer minor units and an ISO 4217 currency (semantics S11).

use std::collections::BTreeMap;
use std::fmt;

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

/// An amount in the currency's minor units: 4,900 EUR cents are 49.00 €.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// The currency they are of.
    pub currency: Currency,
}

/// Sums of money per currency; different currencies are never added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts(BTreeMap<Currency, i128>);

/// Why a text or number is not money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No such currency.
    #[error("`{0}` is not an ISO 4217 currency code such as EUR or JPY")]
    Currency(String),
    /// Not a decimal number.
    #[error("`{0}` is not an amount: expected digits with a decimal point, such as 49.90")]
    Amount(String),
    /// More than 64 bits of minor units.
    #[error("amount `{0}` is too large")]
    TooLarge(String),
}

impl Currency {
    /// The currency of a three-letter code, in any case.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let error = || MoneyError::Currency(code.chars().take(20).collect());
        if code.len() != 3 {
            return Err(error());
        }
        iso_currency::Currency::from_code(&code.to_ascii_uppercase())
            .map(Self)
            .ok_or_else(error)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD. Funds and metals, which have
    /// none of their own, are kept in hundredths.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Money {
    /// Parses a decimal amount of `currency`. Digits past the minor unit are rounded half away from zero.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let trimmed = text.trim();
        let invalid = || MoneyError::Amount(text.chars().take(40).collect());
        let too_large = || MoneyError::TooLarge(text.chars().take(40).collect());
        let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
            return Err(invalid());
        }
        let decimals = currency.decimals() as usize;
        let kept = &fraction[..fraction.len().min(decimals)];
        let minor_digits = format!("{whole}{kept:0<decimals$}");
        let significant = minor_digits.trim_start_matches('0');
        let truncated: i64 = if significant.is_empty() {
            0
        } else {
            significant.parse().map_err(|_| too_large())?
        };
        let round_up = fraction
            .as_bytes()
            .get(decimals)
            .is_some_and(|digit| *digit >= b'5');
        let rounded = truncated
            .checked_add(i64::from(round_up))
            .ok_or_else(too_large)?;
        let minor = if trimmed.starts_with('-') {
            -rounded
        } else {
            rounded
        };
        Ok(Self { minor, currency })
    }
}

/// As text in major units: `530748.00 EUR`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            decimal_text(i128::from(self.minor), self.currency),
            self.currency
        )
    }
}

/// Minor units as a decimal number of major units: 4990 EUR → `49.90`.
pub fn decimal_text(minor: i128, currency: Currency) -> String {
    let decimals = currency.decimals() as usize;
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

impl Amounts {
    /// Adds one amount.
    pub fn add(&mut self, money: Money) {
        *self.0.entry(money.currency).or_default() += i128::from(money.minor);
    }

    /// Adds all of another sum.
    pub fn merge(&mut self, other: &Self) {
        for (currency, minor) in &other.0 {
            *self.0.entry(*currency).or_default() += minor;
        }
    }

    /// Takes another sum away; a currency of which nothing is left stays, as none.
    pub fn subtract(&mut self, other: &Self) {
        for (currency, minor) in &other.0 {
            *self.0.entry(*currency).or_default() -= minor;
        }
    }

    /// Minor units per currency, by currency code.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, i128)> + '_ {
        self.0.iter().map(|(currency, minor)| (*currency, *minor))
    }

    /// Whether anything of a currency was added.
    pub fn has(&self, currency: Currency) -> bool {
        self.0.contains_key(&currency)
    }

    /// Minor units of one currency.
    pub fn of(&self, currency: Currency) -> i128 {
        self.0.get(&currency).copied().unwrap_or(0)
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;
