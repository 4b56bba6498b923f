-- Passkeys, and the challenges that one use of each answers; a challenge is a member's who adds one, or nobody's who signs in.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, key BLOB NOT NULL, counter BIGINT NOT NULL,
    name TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE challenge (hash BLOB PRIMARY KEY, member TEXT NOT NULL, expires BIGINT NOT NULL);
