-- A key belongs to one site. Only its BLAKE3 hash decides; the text of a write key is kept because it is
-- public and has to be shown again, that of a secret key is not.
CREATE TABLE keys (
    workspace_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    site_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('write', 'secret')),
    name TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    token TEXT CHECK ((kind = 'write') = (token IS NOT NULL)),
    scopes TEXT NOT NULL,
    created_at_micros INTEGER NOT NULL,
    revoked_at_micros INTEGER,
    PRIMARY KEY (workspace_id, number),
    FOREIGN KEY (workspace_id, site_id) REFERENCES sites (workspace_id, id)
) STRICT;

CREATE TABLE sign_in_links (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    expires_at_micros INTEGER NOT NULL,
    used_at_micros INTEGER
) STRICT;

CREATE TABLE sessions (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    created_at_micros INTEGER NOT NULL,
    last_used_at_micros INTEGER NOT NULL,
    expires_at_micros INTEGER NOT NULL
) STRICT;
