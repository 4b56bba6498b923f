-- Ground state of one person, and a disposable cache. Ids are 64-bit patterns stored as signed integers.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE source (
    id           INTEGER PRIMARY KEY,
    format       TEXT    NOT NULL,
    content_hash BLOB    NOT NULL,
    content_len  INTEGER NOT NULL,
    container    TEXT,
    seen_at      INTEGER,
    n_records    INTEGER NOT NULL,
    n_cards      INTEGER NOT NULL,
    n_exchanges  INTEGER NOT NULL,
    n_gatherings INTEGER NOT NULL,
    n_stated     INTEGER NOT NULL,
    n_own        INTEGER NOT NULL,
    n_skipped    INTEGER NOT NULL,
    skipped      BLOB    NOT NULL,
    digest       BLOB    NOT NULL
);
CREATE INDEX source_by_len ON source (content_len);

CREATE TABLE source_path (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    path   TEXT    NOT NULL,
    PRIMARY KEY (source, path)
) WITHOUT ROWID;
CREATE INDEX source_path_by_path ON source_path (path);

CREATE TABLE chunk (
    id   INTEGER PRIMARY KEY,
    hash BLOB    NOT NULL UNIQUE,
    n    INTEGER NOT NULL,
    data BLOB    NOT NULL
);

CREATE TABLE source_chunk (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    chunk  INTEGER NOT NULL REFERENCES chunk (id),
    PRIMARY KEY (source, seq)
) WITHOUT ROWID;
CREATE INDEX source_chunk_by_chunk ON source_chunk (chunk);

-- Sources whose observations a newer source of the same origin repeats; only their identity is kept.
CREATE TABLE superseded (
    id          INTEGER PRIMARY KEY,
    content_len INTEGER NOT NULL,
    successor   INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX superseded_by_successor ON superseded (successor);
CREATE INDEX superseded_by_len ON superseded (content_len);

CREATE TABLE container (
    hash BLOB    PRIMARY KEY,
    len  INTEGER NOT NULL,
    path TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX container_by_len ON container (len);

CREATE TABLE container_source (
    container BLOB    NOT NULL REFERENCES container (hash) ON DELETE CASCADE,
    source    INTEGER NOT NULL REFERENCES source (id),
    PRIMARY KEY (container, source)
) WITHOUT ROWID;
CREATE INDEX container_source_by_source ON container_source (source);

CREATE TABLE ruling (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    kind   BLOB    NOT NULL
);

CREATE TABLE suppressed (
    hash BLOB PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE cache (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    version BLOB    NOT NULL,
    data    BLOB    NOT NULL
);
