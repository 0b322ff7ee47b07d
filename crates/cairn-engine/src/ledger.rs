//! The ledger asked: what an order, a lead, a deal or a subscription has come to, and whose it is.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::id::{EventId, PersonKey, SiteId};
use cairn_core::identity::{Claim, Moment};
use cairn_core::ledger::{Fact, FactKind, Restatement, Restatements, Standing, standing};
use cairn_core::money::Amounts;
use cairn_core::time::Time;
use cairn_storage::{Block, Columns, PersonRows, Snapshot, StoredEvent};

use crate::error::AskError;
use crate::patience::Patience;

/// One entity with its facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// What it is about.
    pub entity: Entity,
    /// What it has come to.
    pub standing: Standing,
    /// The facts that are known, in order of (time, event id).
    pub facts: Vec<StoredEvent>,
    /// Whose it is, if anybody was named.
    pub owner: Option<Owner>,
}

/// Whose an entity is, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The person.
    pub person: PersonKey,
    /// The event or fact that names it.
    pub by: EventId,
    /// When that was.
    pub at: Time,
    /// Whether nobody but a browser or app says so.
    pub by_client: bool,
}

/// Which entities a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LedgerFilter {
    /// Of one sort only.
    pub kind: Option<EntityKind>,
    /// At one stage only.
    pub stage: Option<FactKind>,
    /// By the facts received until then.
    pub known_at: Option<Time>,
}

/// The ledger of a site in short.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// All entities that pass the filter, by sort and stage.
    pub totals: BTreeMap<(EntityKind, FactKind), Total>,
    /// Those that came to their stage last, newest first.
    pub entities: Vec<Entry>,
}

/// Entities of one sort at one stage, together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Total {
    /// How many there are.
    pub entities: u64,
    /// What is expected of them.
    pub expected: Amounts,
    /// What has arrived.
    pub paid: Amounts,
    /// What was given back.
    pub refunded: Amounts,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub entity: Entity,
    /// What it has come to.
    pub standing: Standing,
    /// The person whose it is.
    pub person: Option<PersonKey>,
}

/// What is on record about an entity; `None` if nothing was known by then.
pub fn account(
    snapshot: &Snapshot,
    site: &SiteId,
    entity: &Entity,
    known_at: Option<Time>,
) -> Result<Option<Account>, AskError> {
    let claim = snapshot.links(site)?.of(entity.key());
    account_of(snapshot, site, (entity.key(), claim), known_at)
}

/// What is on record about everything that is a person's, what moved last first.
pub fn facts_of_person(
    snapshot: &Snapshot,
    site: &SiteId,
    person: PersonKey,
) -> Result<Vec<Account>, AskError> {
    let mut accounts = Vec::new();
    if snapshot.facts(site) == 0 {
        return Ok(accounts);
    }
    let (identities, links) = (snapshot.identities(site)?, snapshot.links(site)?);
    for (key, claim) in links.of_person(&identities, person) {
        // Most orders have no facts beside the event that told of them.
        accounts.extend(account_of(snapshot, site, (key, Some(claim)), None)?);
    }
    accounts.sort_by(|a, b| newest_first((&a.standing, &a.entity), (&b.standing, &b.entity)));
    Ok(accounts)
}

fn account_of(
    snapshot: &Snapshot,
    site: &SiteId,
    (key, claim): (PersonKey, Option<Claim>),
    known_at: Option<Time>,
) -> Result<Option<Account>, AskError> {
    let mut facts = snapshot.facts_about(site, key)?;
    facts.retain(|fact| known_at.is_none_or(|at| fact.event.received_at <= at));
    let known: Vec<Fact> = facts.iter().filter_map(fact_of).collect();
    let entity = facts.iter().find_map(|fact| fact.event.entity.clone());
    let Some((entity, standing)) = entity.zip(standing(&known, None)) else {
        return Ok(None);
    };
    let owner = |claim: Claim| -> Result<Owner, AskError> {
        Ok(Owner {
            person: snapshot.person(site, claim.id)?,
            by: claim.at.event_id,
            at: claim.at.time,
            by_client: claim.by_client,
        })
    };
    Ok(Some(Account {
        entity,
        standing,
        facts,
        owner: claim.map(owner).transpose()?,
    }))
}

/// The ledger of a site: totals of all, and the entities that moved last.
pub fn ledger(
    snapshot: &Snapshot,
    site: &SiteId,
    filter: LedgerFilter,
    limit: usize,
) -> Result<Ledger, AskError> {
    let mut found = Ledger {
        totals: BTreeMap::new(),
        entities: Vec::new(),
    };
    let links = snapshot.links(site)?;
    each_entity(snapshot, site, &Patience::default(), |entity, facts| {
        let Some(standing) = standing(facts, filter.known_at) else {
            return Ok(());
        };
        let is_wanted = filter.kind.is_none_or(|kind| kind == entity.kind)
            && filter.stage.is_none_or(|stage| stage == standing.stage);
        if !is_wanted {
            return Ok(());
        }
        let totals = &mut found.totals;
        let total = totals.entry((entity.kind, standing.stage)).or_default();
        total.entities += 1;
        total.paid.merge(&standing.paid);
        total.refunded.merge(&standing.refunded);
        if let Some(expected) = standing.expected {
            total.expected.add(expected);
        }
        let claim = links.of(entity.key());
        let person = claim.map(|claim| snapshot.person(site, claim.id));
        found.entities.push(Entry {
            person: person.transpose()?,
            entity: entity.clone(),
            standing,
        });
        if found.entities.len() >= 4 * limit.max(64) {
            cut(&mut found.entities, limit);
        }
        Ok(())
    })?;
    cut(&mut found.entities, limit);
    Ok(found)
}

/// Keeps the entities that moved last.
fn cut(entities: &mut Vec<Entry>, limit: usize) {
    entities.sort_by(|a, b| newest_first((&a.standing, &a.entity), (&b.standing, &b.entity)));
    entities.truncate(limit);
}

fn newest_first(a: (&Standing, &Entity), b: (&Standing, &Entity)) -> Ordering {
    (b.0.since, b.1).cmp(&(a.0.since, a.1))
}

/// What the ledger says of orders otherwise than the events that told of them.
pub(crate) fn restatements(
    snapshot: &Snapshot,
    site: &SiteId,
    patience: &Patience,
) -> Result<Restatements, AskError> {
    let mut restatements = Restatements::default();
    if snapshot.facts(site) == 0 {
        return Ok(restatements);
    }
    each_entity(snapshot, site, patience, |entity, facts| {
        if entity.kind == EntityKind::Order {
            let mut restatement = Restatement::default();
            facts.iter().for_each(|fact| restatement.add(fact));
            restatements.insert(entity.key(), restatement);
        }
        Ok(())
    })?;
    Ok(restatements)
}

/// Visits every entity with its facts.
fn each_entity(
    snapshot: &Snapshot,
    site: &SiteId,
    patience: &Patience,
    mut visit: impl FnMut(&Entity, &[Fact]) -> Result<(), AskError>,
) -> Result<(), AskError> {
    let extract = |block: &Block| -> Result<Vec<Option<(Entity, Fact)>>, AskError> {
        patience.check()?;
        let fact = |row: usize| {
            let fact = Fact {
                kind: FactKind::parse(block.event_name(row))?,
                at: Moment {
                    time: block.time(row),
                    event_id: block.event_id(row),
                },
                received_at: block.received_at(row)?,
                value: block.value(row),
            };
            Some((block.entity(row)?, fact))
        };
        Ok((0..block.len()).map(fact).collect())
    };
    let columns = Columns {
        value: true,
        all: true,
        ..Columns::default()
    };
    let mut scan = snapshot.ledger(site, &columns, extract)?;
    while let Some(PersonRows { rows, .. }) = scan.next_person()? {
        let mut of_entity = rows.into_iter().flatten().peekable();
        let Some((entity, _)) = of_entity.peek().cloned() else {
            continue;
        };
        let facts: Vec<Fact> = of_entity.map(|(_, fact)| fact).collect();
        visit(&entity, &facts)?;
    }
    Ok(())
}

fn fact_of(stored: &StoredEvent) -> Option<Fact> {
    let event = &stored.event;
    Some(Fact {
        kind: FactKind::parse(&event.event)?,
        at: Moment {
            time: event.event_time,
            event_id: stored.event_id,
        },
        received_at: event.received_at,
        value: event.value,
    })
}
