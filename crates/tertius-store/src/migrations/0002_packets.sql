-- Packets of friends, what takes them back, what ego gave away, and the secret with which ego signs.

CREATE TABLE packet (
    source   INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    id       BLOB    NOT NULL,
    owner    BLOB    NOT NULL,
    audience TEXT    NOT NULL,
    made     INTEGER NOT NULL,
    expires  INTEGER NOT NULL
);

CREATE TABLE revocation (
    source INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    packet BLOB    NOT NULL,
    owner  BLOB    NOT NULL
);

-- Never exported; backups hold it, for a vault restored from one must be able to take its packets back.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE disclosure (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    what    TEXT    NOT NULL,
    level   TEXT    NOT NULL,
    whom    TEXT    NOT NULL,
    packet  BLOB,
    until   INTEGER,
    people  INTEGER NOT NULL,
    revoked INTEGER
);

CREATE TABLE disclosed (
    disclosure INTEGER NOT NULL REFERENCES disclosure (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    url        TEXT
);
CREATE INDEX disclosed_by_disclosure ON disclosed (disclosure);
