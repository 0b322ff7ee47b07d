//! The ledger: what orders, leads, deals and subscriptions have come to, and whose they are.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, LedgerEntityWire, LedgerEntryWire, LedgerTotalWire, LedgerWire,
    ledger_sums as sums, stored_event_json,
};
use cairn_core::entity::{Entity, EntityKind};
use cairn_core::ledger::FactKind;
use cairn_core::time::{CivilFormat, Time, Zone, parse_time};
use cairn_engine::{Account, LedgerFilter};
use serde::Deserialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::ReadAnswers;
use crate::routes::Parameter;
use crate::work::apart;

/// How many entities are listed at most.
const MOST: usize = 1_000;
/// How many are listed where nobody says.
const SOME: usize = 100;

const KNOWN_AT: Parameter = Parameter {
    name: "known_at",
    summary: "By the facts received until then, an ISO 8601 time; by all if it is left out.",
    kind: "string",
};

/// What of the ledger is listed.
pub(crate) const LIST: [Parameter; 4] = [
    Parameter {
        name: "kind",
        summary: "Of one sort only: order, lead, deal or subscription.",
        kind: "string",
    },
    Parameter {
        name: "stage",
        summary: "At one stage only: the last thing that came true, such as paid or refunded.",
        kind: "string",
    },
    KNOWN_AT,
    Parameter {
        name: "limit",
        summary: "How many entities are listed: 1 to 1,000, 100 if it is left out.",
        kind: "integer",
    },
];

/// As of when an entity is shown.
pub(crate) const SHOW: [Parameter; 1] = [KNOWN_AT];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerQuery {
    kind: Option<String>,
    stage: Option<String>,
    known_at: Option<String>,
    limit: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntityQuery {
    known_at: Option<String>,
}

/// The ledger of a site.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    query: Result<Query<LedgerQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(query) = query.map_err(|error| {
        ApiError::new(Code::InvalidField, error.body_text())
            .hint("the ledger is asked for with `kind`, `stage`, `known_at` and `limit`")
    })?;
    let site = app.meta.site(authorized.site()?).await?;
    let filter = LedgerFilter {
        kind: query.kind.as_deref().map(kind_of).transpose()?,
        stage: query.stage.as_deref().map(stage_of).transpose()?,
        known_at: known_at(query.known_at.as_deref(), &site.timezone)?,
    };
    let limit = query.limit.unwrap_or(SOME);
    if !(1..=MOST).contains(&limit) {
        let fault = format!("`limit` is {limit}");
        return Err(ApiError::new(Code::InvalidField, fault)
            .hint("from 1 to 1,000 entities are listed")
            .into());
    }
    let asked = app.clone();
    let looking = apart(&app.asking, move || -> Result<LedgerWire, Failure> {
        let snapshot = asked.events.snapshot()?;
        let found = cairn_engine::ledger(&snapshot, &site.id, filter, limit)?;
        let totals = found.totals.iter();
        let entities = found.entities.iter();
        Ok(LedgerWire {
            totals: totals
                .map(|((kind, stage), total)| LedgerTotalWire {
                    kind: kind.as_str().to_owned(),
                    stage: stage.as_str().to_owned(),
                    entities: total.entities,
                    expected: sums(&total.expected),
                    paid: sums(&total.paid),
                    refunded: sums(&total.refunded),
                })
                .collect(),
            entities: entities
                .map(|entry| {
                    let person = entry.person.map(|person| person.to_string());
                    LedgerEntryWire::new(&entry.entity, &entry.standing, person)
                })
                .collect(),
        })
    });
    Ok(Json(looking.await??).into_response())
}

/// One entity with its facts.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, kind, id)): Path<(String, String, String)>,
    query: Result<Query<EntityQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(EntityQuery { known_at: at }) = query.map_err(|error| {
        ApiError::new(Code::InvalidField, error.body_text())
            .hint("an entity is asked for with `known_at` or with nothing")
    })?;
    let site = app.meta.site(authorized.site()?).await?;
    let entity = Entity {
        kind: kind_of(&kind)?,
        id,
    };
    let known_at = known_at(at.as_deref(), &site.timezone)?;
    let asked = app.clone();
    let looking = apart(&app.asking, move || -> Result<LedgerEntityWire, Failure> {
        let snapshot = asked.events.snapshot()?;
        let found = cairn_engine::account(&snapshot, &site.id, &entity, known_at)?;
        found.as_ref().map(wire_of).ok_or_else(|| {
            let fault = format!(
                "nothing is on record about the {} `{}`",
                entity.kind.as_str(),
                entity.id
            );
            let hint = "facts come by `/v1/fact` with a secret key, or by `cairn import events`";
            ApiError::new(Code::NotFound, fault).hint(hint).into()
        })
    });
    Ok(Json(looking.await??).into_response())
}

/// An entity as it is written.
pub(crate) fn wire_of(account: &Account) -> LedgerEntityWire {
    let owner = account.owner.as_ref();
    let person = owner.map(|owner| owner.person.to_string());
    let facts = account.facts.iter();
    LedgerEntityWire {
        entry: LedgerEntryWire::new(&account.entity, &account.standing, person),
        linked_by: owner.map(|owner| owner.by.to_string()),
        linked_at: owner.map(|owner| owner.at.to_string()),
        linked_by_client: owner.map(|owner| owner.by_client),
        history: facts
            .map(|stored| stored_event_json(stored.event_id, &stored.event))
            .collect(),
    }
}

fn kind_of(text: &str) -> Result<EntityKind, ApiError> {
    EntityKind::parse(text).ok_or_else(|| {
        ApiError::new(Code::InvalidField, format!("`{text}` is no sort of entity"))
            .hint(format!("it is one of {}", EntityKind::names()))
    })
}

fn stage_of(text: &str) -> Result<FactKind, ApiError> {
    FactKind::parse(text).ok_or_else(|| {
        ApiError::new(Code::InvalidField, format!("`{text}` is no stage"))
            .hint(format!("it is one of {}", FactKind::names()))
    })
}

fn known_at(text: Option<&str>, zone: &Zone) -> Result<Option<Time>, ApiError> {
    let read = |text: &str| {
        parse_time(text, &CivilFormat::Iso, zone).map_err(|error| {
            ApiError::new(Code::InvalidField, format!("`known_at`: {error}"))
                .hint("such as 2026-11-27T12:00:00Z")
        })
    };
    text.map(read).transpose()
}
