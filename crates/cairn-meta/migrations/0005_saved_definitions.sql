-- What people save beside goals, all in one way: documents of the wire format by kind (funnel, population, …). The
-- version is the revision of definitions that the last change made: one that is removed and added again never has an
-- old version anew.
CREATE TABLE saved_definitions (
    workspace_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    created_at_micros INTEGER NOT NULL,
    changed_at_micros INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, site_id, kind, id),
    FOREIGN KEY (workspace_id, site_id) REFERENCES sites (workspace_id, id)
) STRICT;

INSERT INTO saved_definitions
    (workspace_id, site_id, kind, id, version, document, created_at_micros, changed_at_micros)
SELECT workspace_id, site_id, 'funnel', id, version, document, created_at_micros, changed_at_micros
FROM funnels;

DROP TABLE funnels;
