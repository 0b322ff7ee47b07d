//! Keys: who may send to a site and ask about it.

use cairn_core::id::SiteId;
use cairn_core::time::Time;

use crate::access::{Grant, KeyId, KeyKind, KeyRecord, NewKey, Scope, TokenHash};
use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE};

#[derive(sqlx::FromRow)]
struct KeyRow {
    number: i64,
    site_id: String,
    kind: String,
    name: String,
    token_hash: Vec<u8>,
    token: Option<String>,
    scopes: String,
    created_at_micros: i64,
    revoked_at_micros: Option<i64>,
}

impl MetaStore {
    /// Adds a key to a site that must be there.
    pub async fn add_key(&self, key: &NewKey, now: Time) -> Result<KeyRecord, MetaError> {
        self.site(&key.site).await?;
        let token = match &key.grant {
            Grant::Write { token } => Some(token.as_str()),
            Grant::Secret { .. } => None,
        };
        // One statement takes the next number and uses it: two processes can't take the same.
        let (number,): (i64,) = sqlx::query_as(
            "INSERT INTO keys (workspace_id, number, site_id, kind, name, token_hash, token, scopes, created_at_micros)
             VALUES (?1, (SELECT COALESCE(MAX(number), 0) + 1 FROM keys WHERE workspace_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             RETURNING number",
        )
        .bind(WORKSPACE)
        .bind(key.site.as_str())
        .bind(key.grant.kind().as_str())
        .bind(&key.name)
        .bind(key.hash.0.as_slice())
        .bind(token)
        .bind(scopes_text(key.grant.scopes()))
        .bind(now.micros())
        .fetch_one(&self.pool)
        .await?;
        Ok(KeyRecord {
            id: id_of(number)?,
            site: key.site.clone(),
            grant: key.grant.clone(),
            name: key.name.clone(),
            hash: key.hash,
            created_at: now,
            revoked_at: None,
        })
    }

    /// All keys of a site, oldest first; revoked ones stay on record.
    pub async fn keys(&self, site: &SiteId) -> Result<Vec<KeyRecord>, MetaError> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "SELECT number, site_id, kind, name, token_hash, token, scopes, created_at_micros, revoked_at_micros
             FROM keys WHERE workspace_id = ? AND site_id = ? ORDER BY number",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// The keys of all sites that are not revoked.
    pub async fn all_live_keys(&self) -> Result<Vec<KeyRecord>, MetaError> {
        let rows: Vec<KeyRow> = sqlx::query_as(
            "SELECT number, site_id, kind, name, token_hash, token, scopes, created_at_micros, revoked_at_micros
             FROM keys WHERE workspace_id = ? AND revoked_at_micros IS NULL ORDER BY number",
        )
        .bind(WORKSPACE)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// Revokes a key of a site. Revoked before, it keeps the time it was.
    pub async fn revoke_key(&self, site: &SiteId, id: KeyId, now: Time) -> Result<(), MetaError> {
        let unknown = || MetaError::UnknownKey {
            site: site.clone(),
            key: id,
        };
        let number = i64::try_from(id.number()).map_err(|_| unknown())?;
        let changed = sqlx::query(
            "UPDATE keys SET revoked_at_micros = COALESCE(revoked_at_micros, ?)
             WHERE workspace_id = ? AND site_id = ? AND number = ?",
        )
        .bind(now.micros())
        .bind(WORKSPACE)
        .bind(site.as_str())
        .bind(number)
        .execute(&self.pool)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(unknown());
        }
        Ok(())
    }
}

fn record_of(row: KeyRow) -> Result<KeyRecord, MetaError> {
    let damaged = |what: &str| MetaError::Damaged(format!("key {}: {what}", row.number));
    let grant = match (KeyKind::parse(&row.kind), row.token) {
        (Some(KeyKind::Write), Some(token)) => Grant::Write { token },
        (Some(KeyKind::Secret), None) => {
            let scopes: Option<Vec<Scope>> = row
                .scopes
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(Scope::parse)
                .collect();
            Grant::Secret {
                scopes: scopes.ok_or_else(|| damaged("an unknown scope"))?,
            }
        }
        _ => return Err(damaged("an unknown kind")),
    };
    let hash = row.token_hash.as_slice().try_into();
    Ok(KeyRecord {
        id: id_of(row.number)?,
        site: SiteId::new(&row.site_id).map_err(|error| damaged(&error.to_string()))?,
        grant,
        hash: TokenHash(hash.map_err(|_| damaged("a short hash"))?),
        name: row.name,
        created_at: Time::from_micros(row.created_at_micros),
        revoked_at: row.revoked_at_micros.map(Time::from_micros),
    })
}

fn id_of(number: i64) -> Result<KeyId, MetaError> {
    let number = u64::try_from(number);
    number
        .map(KeyId::new)
        .map_err(|_| MetaError::Damaged("a negative key number".to_owned()))
}

fn scopes_text(scopes: &[Scope]) -> String {
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
