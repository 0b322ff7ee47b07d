//! Which columns of a run are read.

use crate::schema;

/// Which columns a question reads, besides names, times and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// Money and currency.
    pub value: bool,
    /// Order ids.
    pub order_id: bool,
    /// User and anonymous ids.
    pub ids: bool,
    /// Event properties.
    pub properties: bool,
    /// Context.
    pub context: bool,
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
        properties: true,
        context: true,
        trust: true,
        all: true,
    };

    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names = vec![
            schema::PERSON_KEY,
            schema::EVENT_TIME,
            schema::EVENT_ID,
            schema::EVENT,
            schema::OWN_KEY,
        ];
        let groups: [(bool, &[&'static str]); 7] = [
            (self.value, &[schema::VALUE_MINOR, schema::CURRENCY]),
            (self.order_id, &[schema::ORDER_ID]),
            (self.ids, &[schema::USER_ID, schema::ANONYMOUS_ID]),
            (self.properties, &[schema::PROPERTIES]),
            (self.context, &[schema::CONTEXT]),
            (self.trust, &[schema::TRUST]),
            (
                self.all,
                &[
                    schema::RECEIVED_AT,
                    schema::MESSAGE_ID,
                    schema::SESSION_HINT,
                    schema::SOURCE,
                    schema::IMPORT_ID,
                    schema::GROUP_IDS,
                    schema::CLIENT_TIME,
                    schema::SENT_AT,
                    schema::AT_LEAST_ONCE,
                ],
            ),
        ];
        for (wanted, columns) in groups {
            names.extend(if wanted { columns } else { &[] });
        }
        names
    }
}
