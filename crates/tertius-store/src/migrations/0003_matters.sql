-- Introductions, asks, outcomes and stories: of each what happened, in order. Nothing is ever changed; what they stand at is
-- played from it. Only erasing one of its people takes a matter away, whole.

CREATE TABLE matter (
    id   INTEGER PRIMARY KEY,
    kind TEXT    NOT NULL
);

CREATE TABLE matter_event (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    matter INTEGER NOT NULL REFERENCES matter (id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    event  TEXT    NOT NULL
);
CREATE INDEX matter_event_by_matter ON matter_event (matter);
