-- Passkeys, and the challenges that one use of each answers; a challenge is a member's who adds one, or nobody's who signs in.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, key BYTEA NOT NULL, counter BIGINT NOT NULL,
    name TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE challenge (hash BYTEA PRIMARY KEY, member TEXT NOT NULL, expires BIGINT NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON passkey, challenge TO tertius_app;
ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE challenge ENABLE ROW LEVEL SECURITY;
CREATE POLICY keep ON passkey FOR ALL USING (acts('door') OR (here(tribe) AND (acts('engine') OR me(member))));
CREATE POLICY keep ON challenge FOR ALL USING (acts('door'));
