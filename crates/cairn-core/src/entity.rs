//! What the ledger keeps facts about: orders, leads, deals and subscriptions (semantics S13).

use crate::id::PersonKey;

/// A sort of entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// Something bought.
    Order,
    /// Somebody who became reachable.
    Lead,
    /// A sale in the making.
    Deal,
    /// Something paid for again and again.
    Subscription,
}

impl EntityKind {
    /// All sorts.
    pub const ALL: [Self; 4] = [Self::Order, Self::Lead, Self::Deal, Self::Subscription];

    /// The name in files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Lead => "lead",
            Self::Deal => "deal",
            Self::Subscription => "subscription",
        }
    }

    /// The sort of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// All names, as messages list them.
    pub fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }

    /// The key that facts about the entity of an id lie under.
    pub fn key(self, id: &str) -> PersonKey {
        PersonKey::of_entity(self.as_str(), id)
    }
}

/// One order, lead, deal or subscription.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// Its sort.
    pub kind: EntityKind,
    /// Its id, unique among its sort.
    pub id: String,
}

impl Entity {
    /// An order.
    pub fn order(id: &str) -> Self {
        Self {
            kind: EntityKind::Order,
            id: id.to_owned(),
        }
    }

    /// The key its facts lie under.
    pub fn key(&self) -> PersonKey {
        self.kind.key(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for kind in EntityKind::ALL {
            assert_eq!(EntityKind::parse(kind.as_str()), Some(kind));
        }
        for text in ["", "Order", "orders", "spend"] {
            assert_eq!(EntityKind::parse(text), None, "{text}");
        }
    }

    #[test]
    fn sorts_and_ids_and_persons_are_name_spaces_of_their_own() {
        let keys = [
            Entity::order("7").key(),
            Entity::order("8").key(),
            PersonKey::of_entity("lead", "7"),
            PersonKey::of_user("7"),
            PersonKey::of_device("7"),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.into_iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }
}
