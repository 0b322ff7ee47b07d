//! Users who are one person, as a forest: each joined user leads to another one of its group, and the one
//! that leads nowhere knows the group's smallest key.
//!
//! The smaller group is put below the larger one, so no way is longer than the binary logarithm of its group,
//! and joining never walks over other groups (union by size; R. E. Tarjan, "Efficiency of a Good But Not Linear
//! Set Union Algorithm", 1975).

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::KeyHasher;
use crate::id::PersonKey;

/// Which users are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(HashMap<PersonKey, Node, BuildHasherDefault<KeyHasher>>);

#[derive(Debug, Clone, Copy)]
enum Node {
    Below(PersonKey),
    Top { users: u32, smallest: PersonKey },
}

/// The top of a group.
#[derive(Clone, Copy)]
struct Top {
    key: PersonKey,
    users: u32,
    smallest: PersonKey,
}

impl Groups {
    /// Makes the groups of two users one; tells whether they were two.
    pub(super) fn join(&mut self, user: PersonKey, other: PersonKey) -> bool {
        let (one, two) = (self.top(user), self.top(other));
        if one.key == two.key {
            return false;
        }
        let (upper, lower) = if one.users < two.users {
            (two, one)
        } else {
            (one, two)
        };
        let joined = Node::Top {
            users: upper.users.saturating_add(lower.users),
            smallest: upper.smallest.min(lower.smallest),
        };
        self.0.insert(lower.key, Node::Below(upper.key));
        self.0.insert(upper.key, joined);
        true
    }

    /// The smallest key of a user's group.
    pub(super) fn root(&self, user: PersonKey) -> PersonKey {
        self.top(user).smallest
    }

    /// Whether nobody was joined.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All joined users but the roots, each with its root; in no order.
    pub(super) fn diverted(&self) -> impl Iterator<Item = (PersonKey, PersonKey)> {
        let users = self.0.keys().map(|user| (*user, self.root(*user)));
        users.filter(|(user, root)| user != root)
    }

    fn top(&self, user: PersonKey) -> Top {
        let mut key = user;
        loop {
            match self.0.get(&key) {
                Some(Node::Below(upper)) => key = *upper,
                Some(Node::Top { users, smallest }) => {
                    return Top {
                        key,
                        users: *users,
                        smallest: *smallest,
                    };
                }
                None => {
                    return Top {
                        key,
                        users: 1,
                        smallest: key,
                    };
                }
            }
        }
    }
}
