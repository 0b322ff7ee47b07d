ALTER TABLE sites ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE sites SET name = id;
-- A goal of the site; goals are never removed.
ALTER TABLE sites ADD COLUMN north_star TEXT;
ALTER TABLE sites ADD COLUMN business_model TEXT;
-- Counted with each change, so that nobody overwrites what they have not seen.
ALTER TABLE sites ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A saved funnel is a document of the wire format. Its version is the revision of definitions that its last
-- change made: one that is removed and added again never has an old version anew.
CREATE TABLE funnels (
    workspace_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    created_at_micros INTEGER NOT NULL,
    changed_at_micros INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, site_id, id),
    FOREIGN KEY (workspace_id, site_id) REFERENCES sites (workspace_id, id)
) STRICT;
