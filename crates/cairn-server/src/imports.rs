//! Imports: what is on record, and taking one back.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{Code, ImportWire, ImportsWire, OrphanedWire, UndoneWire};
use cairn_core::id::ImportId;
use cairn_storage::{ImportRecord, ImportState, StorageError};

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::{ManageImports, ReadAnswers};

/// The imports of a site; undone ones stay on record.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let snapshot = app.events.snapshot()?;
    let imports = snapshot.imports(&site.id).iter().map(wire_of).collect();
    Ok(Json(ImportsWire { imports }).into_response())
}

/// Takes an import back, whole.
pub(crate) async fn undo(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Path((_, import)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let unknown = |error: &dyn std::fmt::Display| Failure::new(Code::UnknownImport, error);
    let id = ImportId::parse(&import).map_err(|error| unknown(&error))?;
    let working = app.clone();
    let undoing = tokio::task::spawn_blocking(move || {
        // Imports are numbered across sites: another site's is not there for this one.
        let snapshot = working.events.snapshot()?;
        let is_own = snapshot.imports(&site.id).iter().any(|one| one.id == id);
        drop(snapshot);
        if !is_own {
            return Err(Failure::from(StorageError::UnknownImport(id)));
        }
        let undone = working.events.undo(id, working.now())?;
        let rejects = working.data.join("rejects").join(format!("{id}.csv"));
        // The list of rejects goes with its import; if it can't, it is a file too many and nothing else.
        let _ = std::fs::remove_file(rejects);
        Ok(undone)
    });
    let undone = undoing.await??;
    let orphaned = undone.orphaned.iter().map(|(import, rows)| OrphanedWire {
        import: import.to_string(),
        rows: *rows,
    });
    Ok(Json(UndoneWire {
        import: wire_of(&undone.record),
        orphaned: orphaned.collect(),
    })
    .into_response())
}

/// An import as the API shows it.
pub(crate) fn wire_of(record: &ImportRecord) -> ImportWire {
    let (state, undone_at) = match record.state {
        ImportState::Live => ("live", None),
        ImportState::Undone(at) => ("undone", Some(at.to_string())),
    };
    ImportWire {
        id: record.id.to_string(),
        source: record.source.clone(),
        received_at: record.received_at.to_string(),
        state: state.to_owned(),
        undone_at,
        read: record.tally.read,
        stored: record.tally.stored,
        duplicates: record.tally.duplicates,
        rejected: record.tally.rejected,
        suppressed: record.tally.suppressed,
        erased: record.removed.erased,
        expired: record.removed.expired,
    }
}
