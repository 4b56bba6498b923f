-- What a tribe keeps. Absent text is '', an absent number 0: no column is ever null. Moments are seconds since 1970.
CREATE TABLE tribe (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, secret BYTEA NOT NULL, crowd BIGINT NOT NULL, daily BIGINT NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE member (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, email TEXT NOT NULL, name TEXT NOT NULL,
    role TEXT NOT NULL, shows TEXT NOT NULL, joined BIGINT NOT NULL, UNIQUE (tribe, email)
);
CREATE TABLE invitation (
    hash BYTEA PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, email TEXT NOT NULL, role TEXT NOT NULL, expires BIGINT NOT NULL
);
CREATE TABLE link (
    hash BYTEA PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, expires BIGINT NOT NULL
);
CREATE TABLE session (
    hash BYTEA PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, expires BIGINT NOT NULL
);
CREATE TABLE packet (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, signer TEXT NOT NULL, bytes BYTEA NOT NULL,
    level TEXT NOT NULL, made BIGINT NOT NULL, expires BIGINT NOT NULL, arrived BIGINT NOT NULL
);
CREATE INDEX packet_owner ON packet (tribe, owner);
CREATE INDEX packet_expiry ON packet (expires);
CREATE TABLE person (
    packet TEXT NOT NULL REFERENCES packet, place BIGINT NOT NULL, tribe TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL,
    employer TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, tokens TEXT NOT NULL, band BIGINT NOT NULL,
    private BIGINT NOT NULL, PRIMARY KEY (packet, place)
);
CREATE TABLE revocation (
    packet TEXT PRIMARY KEY, tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, made BIGINT NOT NULL
);
CREATE TABLE erased (tribe TEXT NOT NULL REFERENCES tribe, digest BYTEA NOT NULL, PRIMARY KEY (tribe, digest));
CREATE TABLE barred (
    tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, viewer TEXT NOT NULL, PRIMARY KEY (owner, viewer)
);
CREATE TABLE closeness (
    tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, other TEXT NOT NULL, band BIGINT NOT NULL, PRIMARY KEY (owner, other)
);
CREATE TABLE disclosure (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, viewer TEXT NOT NULL, what TEXT NOT NULL,
    about TEXT NOT NULL, moment BIGINT NOT NULL
);
CREATE INDEX disclosure_owner ON disclosure (owner, moment);
CREATE TABLE spent (
    tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, what TEXT NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (member, what, day)
);
CREATE TABLE matching (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, asker TEXT NOT NULL REFERENCES member, other TEXT NOT NULL REFERENCES member,
    state TEXT NOT NULL, first BYTEA NOT NULL, second BYTEA NOT NULL, moment BIGINT NOT NULL
);
CREATE TABLE job (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, due BIGINT NOT NULL, leased BIGINT NOT NULL,
    holder TEXT NOT NULL, attempts BIGINT NOT NULL, state TEXT NOT NULL
);
CREATE INDEX job_due ON job (state, due);

-- The application acts as a role that owns no table, so that row-level security holds for it; the one who migrates does not.
DO $$ BEGIN CREATE ROLE tertius_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT tertius_app TO CURRENT_USER;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    tribe, member, invitation, link, session, packet, person, revocation, erased, barred, closeness, disclosure, spent, matching, job
    TO tertius_app;

-- Who acts: 'member' sees what is their own, 'engine' keeps one tribe's union and its order, 'door' lets people in.
CREATE FUNCTION acts(act TEXT) RETURNS BOOLEAN LANGUAGE SQL STABLE AS $$ SELECT current_setting('tertius.act', true) = act $$;
CREATE FUNCTION here(tribe TEXT) RETURNS BOOLEAN LANGUAGE SQL STABLE AS
    $$ SELECT tribe <> '' AND tribe = current_setting('tertius.tribe', true) AND NOT acts('door') $$;
CREATE FUNCTION me(member TEXT) RETURNS BOOLEAN LANGUAGE SQL STABLE AS
    $$ SELECT member <> '' AND member = current_setting('tertius.member', true) AND acts('member') $$;

ALTER TABLE tribe ENABLE ROW LEVEL SECURITY;
ALTER TABLE member ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE link ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE packet ENABLE ROW LEVEL SECURITY;
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE revocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE barred ENABLE ROW LEVEL SECURITY;
ALTER TABLE closeness ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE spent ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching ENABLE ROW LEVEL SECURITY;
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON packet FOR ALL USING (here(tribe) AND (acts('engine') OR me(owner)));
CREATE POLICY own ON person FOR ALL USING (here(tribe) AND (acts('engine') OR me(owner)));
CREATE POLICY own ON revocation FOR ALL USING (here(tribe) AND (acts('engine') OR me(owner)));
CREATE POLICY own ON barred FOR ALL USING (here(tribe) AND (acts('engine') OR me(owner)));
CREATE POLICY own ON closeness FOR ALL USING (here(tribe) AND (acts('engine') OR me(owner)));
CREATE POLICY keep ON invitation FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY keep ON link FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY keep ON session FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY keep ON job FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY end_own ON session FOR ALL USING (here(tribe) AND me(member));
CREATE POLICY keep ON tribe FOR ALL USING (acts('door') OR (here(id) AND acts('engine')));
CREATE POLICY read ON tribe FOR SELECT USING (here(id));
CREATE POLICY keep ON member FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY read ON member FOR SELECT USING (here(tribe));
CREATE POLICY change_own ON member FOR UPDATE USING (here(tribe) AND me(id));
CREATE POLICY add ON job FOR INSERT WITH CHECK (here(tribe));
CREATE POLICY keep ON erased FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON disclosure FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY read_own ON disclosure FOR SELECT USING (here(tribe) AND me(owner));
CREATE POLICY tell ON disclosure FOR INSERT WITH CHECK (here(tribe) AND me(viewer));
CREATE POLICY own ON spent FOR ALL USING (here(tribe) AND (acts('engine') OR me(member)));
CREATE POLICY pair ON matching FOR ALL USING (here(tribe) AND (acts('engine') OR me(asker) OR me(other)));
