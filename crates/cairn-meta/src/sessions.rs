//! Sign-in links and the sessions they open. Only hashes are stored: a copy of the file opens nothing.

use cairn_core::time::{Span, Time};

use crate::access::TokenHash;
use crate::error::MetaError;
use crate::open::MetaStore;

/// A session on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// The hash of its token.
    pub hash: TokenHash,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub last_used_at: Time,
    /// When it ends however much it is used.
    pub expires_at: Time,
}

type SessionRow = (Vec<u8>, i64, i64, i64);

impl MetaStore {
    /// Adds a sign-in link, and forgets those that are over.
    pub async fn add_sign_in_link(
        &self,
        hash: TokenHash,
        now: Time,
        expires_at: Time,
    ) -> Result<(), MetaError> {
        sqlx::query("DELETE FROM sign_in_links WHERE expires_at_micros <= ?")
            .bind(now.micros())
            .execute(&self.pool)
            .await?;
        sqlx::query("INSERT INTO sign_in_links (hash, expires_at_micros) VALUES (?, ?)")
            .bind(hash.0.as_slice())
            .bind(expires_at.micros())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Uses a sign-in link up; false if there is none, it was used before or it is over.
    pub async fn use_sign_in_link(&self, hash: TokenHash, now: Time) -> Result<bool, MetaError> {
        // One statement asks and marks: of two who come at once, one is refused.
        let used = sqlx::query(
            "UPDATE sign_in_links SET used_at_micros = ?1
             WHERE hash = ?2 AND used_at_micros IS NULL AND expires_at_micros > ?1",
        )
        .bind(now.micros())
        .bind(hash.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(used.rows_affected() == 1)
    }

    /// Adds a session, and forgets those that are over.
    pub async fn add_session(&self, session: &SessionRecord) -> Result<(), MetaError> {
        sqlx::query("DELETE FROM sessions WHERE expires_at_micros <= ?")
            .bind(session.created_at.micros())
            .execute(&self.pool)
            .await?;
        sqlx::query(
            "INSERT INTO sessions (hash, created_at_micros, last_used_at_micros, expires_at_micros)
             VALUES (?, ?, ?, ?)",
        )
        .bind(session.hash.0.as_slice())
        .bind(session.created_at.micros())
        .bind(session.last_used_at.micros())
        .bind(session.expires_at.micros())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A session that is neither over nor was left unused for `idle`.
    pub async fn session(
        &self,
        hash: TokenHash,
        now: Time,
        idle: Span,
    ) -> Result<Option<SessionRecord>, MetaError> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT hash, created_at_micros, last_used_at_micros, expires_at_micros FROM sessions
             WHERE hash = ? AND expires_at_micros > ? AND last_used_at_micros > ?",
        )
        .bind(hash.0.as_slice())
        .bind(now.micros())
        .bind(now.minus(idle).micros())
        .fetch_optional(&self.pool)
        .await?;
        row.map(session_of).transpose()
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, hash: TokenHash, now: Time) -> Result<(), MetaError> {
        sqlx::query(
            "UPDATE sessions SET last_used_at_micros = MAX(last_used_at_micros, ?) WHERE hash = ?",
        )
        .bind(now.micros())
        .bind(hash.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a session; nothing if it is over already.
    pub async fn remove_session(&self, hash: TokenHash) -> Result<(), MetaError> {
        sqlx::query("DELETE FROM sessions WHERE hash = ?")
            .bind(hash.0.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The sessions that are neither over nor were left unused for `idle`, newest first.
    pub async fn sessions(&self, now: Time, idle: Span) -> Result<Vec<SessionRecord>, MetaError> {
        let rows: Vec<SessionRow> = sqlx::query_as(
            "SELECT hash, created_at_micros, last_used_at_micros, expires_at_micros FROM sessions
             WHERE expires_at_micros > ? AND last_used_at_micros > ?
             ORDER BY created_at_micros DESC, hash",
        )
        .bind(now.micros())
        .bind(now.minus(idle).micros())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(session_of).collect()
    }
}

fn session_of(
    (hash, created_at, last_used_at, expires_at): SessionRow,
) -> Result<SessionRecord, MetaError> {
    let hash = hash.as_slice().try_into();
    Ok(SessionRecord {
        hash: TokenHash(hash.map_err(|_| MetaError::Damaged("a short hash".to_owned()))?),
        created_at: Time::from_micros(created_at),
        last_used_at: Time::from_micros(last_used_at),
        expires_at: Time::from_micros(expires_at),
    })
}

#[cfg(test)]
mod tests;
