-- Every table carries the workspace it belongs to, from the first schema on.
CREATE TABLE workspaces (
    id TEXT NOT NULL PRIMARY KEY,
    definitions_revision INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO workspaces (id) VALUES ('default');

CREATE TABLE sites (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    id TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    week_start TEXT NOT NULL CHECK (week_start IN ('monday', 'sunday')),
    created_at_micros INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;

-- A goal's definition is a document of the wire format; every edit adds a version.
CREATE TABLE goal_versions (
    workspace_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    created_at_micros INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, site_id, id, version),
    FOREIGN KEY (workspace_id, site_id) REFERENCES sites (workspace_id, id)
) STRICT;
