//! What facts change about conversions that events told of: the second input of the kernels.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{Fact, FactKind};
use crate::id::PersonKey;
use crate::identity::KeyHasher;
use crate::money::{Amounts, Money};

/// What the facts about an order change about its conversion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restatement {
    is_cancelled: bool,
    paid: Amounts,
    refunded: Amounts,
}

/// What facts change, by the key of the order they are about.
#[derive(Debug, Clone, Default)]
pub struct Restatements(HashMap<PersonKey, Restatement, BuildHasherDefault<KeyHasher>>);

impl Restatement {
    /// Takes in a fact.
    pub fn add(&mut self, fact: &Fact) {
        match (fact.kind, fact.value) {
            (FactKind::Cancelled, _) => self.is_cancelled = true,
            (FactKind::Paid, Some(value)) => self.paid.add(value),
            (FactKind::Refunded, Some(value)) => self.refunded.add(value),
            _ => {}
        }
    }

    /// Whether it changes anything.
    pub fn is_nothing(&self) -> bool {
        !self.is_cancelled && self.refunded.is_empty()
    }

    /// What an order is worth that its event told to be worth `value`: so much less as was given back of it. Of a
    /// cancelled one no more is left than was paid and not given back. Amounts in other currencies change nothing.
    pub fn restated(&self, value: Money) -> Money {
        let of = |amounts: &Amounts| amounts.of(value.currency);
        let told = i128::from(value.minor);
        // Paid in another currency only: how much of this one that is, nobody says.
        let is_known = self.paid.is_empty() || self.paid.has(value.currency);
        let told = match self.is_cancelled && is_known {
            true => told.min(of(&self.paid)),
            false => told,
        };
        let minor = told - of(&self.refunded);
        let bounded = minor.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        Money {
            minor: i64::try_from(bounded).unwrap_or(i64::MAX),
            currency: value.currency,
        }
    }
}

impl Restatements {
    /// Adds what changes about an order, if anything does.
    pub fn insert(&mut self, order: PersonKey, restatement: Restatement) {
        if !restatement.is_nothing() {
            self.0.insert(order, restatement);
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What changes about an order.
    pub fn of(&self, order: PersonKey) -> Option<&Restatement> {
        self.0.get(&order)
    }
}
