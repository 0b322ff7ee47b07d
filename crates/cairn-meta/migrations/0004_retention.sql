-- How many days the site keeps its events; null is for ever.
ALTER TABLE sites ADD COLUMN keep_days INTEGER;

-- The same for the events of one name, whatever the site's own rule is.
CREATE TABLE retention_rules (
    workspace_id TEXT NOT NULL,
    site_id TEXT NOT NULL,
    event TEXT NOT NULL,
    keep_days INTEGER,
    PRIMARY KEY (workspace_id, site_id, event),
    FOREIGN KEY (workspace_id, site_id) REFERENCES sites (workspace_id, id)
) STRICT;

-- When the server last looked through all sites for what has expired, in microseconds since 1970.
ALTER TABLE workspaces ADD COLUMN last_expiry_at_micros INTEGER;
