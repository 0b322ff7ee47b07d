//! Which columns of a run are read.

use std::collections::BTreeSet;

use crate::frequent::Rest;
use crate::property_columns::Place;
use crate::schema;

/// Which properties a question reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PropertyNames {
    /// None.
    #[default]
    None,
    /// These. One that ends with a dot stands for all that begin so.
    Some(BTreeSet<String>),
    /// Every one.
    All,
}

impl PropertyNames {
    /// These, or none if there are none.
    pub fn of(names: impl IntoIterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.into_iter().collect();
        match names.is_empty() {
            true => Self::None,
            false => Self::Some(names),
        }
    }

    fn wants(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::Some(names) => {
                let is_under = |path: &String| path.ends_with('.') && name.starts_with(path);
                names.contains(name) || names.iter().any(is_under)
            }
            Self::All => true,
        }
    }
}

/// Which columns a question reads, besides names, times and keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// Money and currency.
    pub value: bool,
    /// Order ids.
    pub order_id: bool,
    /// User and anonymous ids.
    pub ids: bool,
    /// Event properties.
    pub properties: PropertyNames,
    /// Context.
    pub context: PropertyNames,
    /// Who vouches for an event.
    pub trust: bool,
    /// Everything a stored event holds.
    pub all: bool,
}

impl Columns {
    /// All columns, for exports.
    pub const ALL: Self = Self {
        value: true,
        order_id: true,
        ids: true,
        properties: PropertyNames::All,
        context: PropertyNames::All,
        trust: true,
        all: true,
    };

    /// Whether a column of a run is read whose maps hold these names.
    pub(crate) fn take(&self, column: &str, rest: &Rest) -> bool {
        for place in Place::ALL {
            let names = match place {
                Place::Properties => &self.properties,
                Place::Context => &self.context,
            };
            if let Some((name, _)) = place.name_of(column) {
                return names.wants(name);
            }
            if place.map() == column {
                let may_hold = || rest.may_hold(place, |name| names.wants(name));
                return *names == PropertyNames::All
                    || (*names != PropertyNames::None && may_hold());
            }
        }
        match column {
            schema::PERSON_KEY
            | schema::EVENT_TIME
            | schema::EVENT_ID
            | schema::EVENT
            | schema::OWN_KEY => true,
            schema::VALUE_MINOR | schema::CURRENCY => self.value,
            schema::ORDER_ID => self.order_id,
            schema::USER_ID | schema::ANONYMOUS_ID => self.ids,
            schema::TRUST => self.trust,
            schema::RECEIVED_AT
            | schema::MESSAGE_ID
            | schema::SESSION_HINT
            | schema::SOURCE
            | schema::IMPORT_ID
            | schema::GROUP_IDS
            | schema::CLIENT_TIME
            | schema::SENT_AT
            | schema::AT_LEAST_ONCE
            | schema::ENTITY_KIND
            | schema::ENTITY_ID => self.all,
            _ => false,
        }
    }
}
