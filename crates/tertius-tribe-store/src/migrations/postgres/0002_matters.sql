-- Introductions and asks as logs of what was done, and the mail that follows. A matter is one introduction or one ask; a side
-- is somebody in it, member or not. Nothing is ever null.
CREATE TABLE matter (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, kind TEXT NOT NULL, asker TEXT NOT NULL REFERENCES member,
    opening TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE INDEX matter_asker ON matter (tribe, asker, kind);
CREATE TABLE side (
    matter TEXT NOT NULL REFERENCES matter, name TEXT NOT NULL, tribe TEXT NOT NULL, place BIGINT NOT NULL, number TEXT NOT NULL,
    member TEXT NOT NULL, called TEXT NOT NULL, email TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (matter, name)
);
CREATE INDEX side_member ON side (tribe, member);
CREATE UNIQUE INDEX side_number ON side (number);
CREATE TABLE step (
    matter TEXT NOT NULL REFERENCES matter, place BIGINT NOT NULL, tribe TEXT NOT NULL, by_side TEXT NOT NULL, about TEXT NOT NULL,
    event TEXT NOT NULL, moment BIGINT NOT NULL, PRIMARY KEY (matter, place)
);
CREATE TABLE ledger (
    matter TEXT NOT NULL REFERENCES matter, connector TEXT NOT NULL, tribe TEXT NOT NULL, kind TEXT NOT NULL, asker TEXT NOT NULL,
    asked BIGINT NOT NULL, until BIGINT NOT NULL, agreed BIGINT NOT NULL, withdrawn BIGINT NOT NULL, PRIMARY KEY (matter, connector)
);
CREATE INDEX ledger_tribe ON ledger (tribe, connector);
CREATE TABLE letter (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, matter TEXT NOT NULL REFERENCES matter, side TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL, said TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE INDEX letter_matter ON letter (matter);
CREATE TABLE muted (
    tribe TEXT NOT NULL REFERENCES tribe, reader BYTEA NOT NULL, asker TEXT NOT NULL, since BIGINT NOT NULL,
    PRIMARY KEY (tribe, reader, asker)
);
CREATE TABLE used_link (tribe TEXT NOT NULL REFERENCES tribe, nonce BYTEA NOT NULL, expires BIGINT NOT NULL, PRIMARY KEY (tribe, nonce));
CREATE TABLE link_key (tribe TEXT PRIMARY KEY REFERENCES tribe, secret BYTEA NOT NULL);
CREATE TABLE wish (
    member TEXT PRIMARY KEY REFERENCES member, tribe TEXT NOT NULL, most_open BIGINT NOT NULL, most_in_quarter BIGINT NOT NULL,
    cool_down BIGINT NOT NULL, quiet BIGINT NOT NULL, no_go TEXT NOT NULL
);
CREATE TABLE outcome (
    matter TEXT NOT NULL REFERENCES matter, answer BIGINT NOT NULL, kind TEXT NOT NULL, tribe TEXT NOT NULL, moment BIGINT NOT NULL,
    PRIMARY KEY (matter, answer, kind)
);
CREATE TABLE story (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, author TEXT NOT NULL REFERENCES member, matter TEXT NOT NULL,
    kind TEXT NOT NULL, words TEXT NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE story_side (
    story TEXT NOT NULL REFERENCES story, member TEXT NOT NULL, tribe TEXT NOT NULL, consent TEXT NOT NULL, PRIMARY KEY (story, member)
);

-- A log tells who said no. No member's transaction sees one: the engine plays it and shows each what their view holds.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    matter, side, step, ledger, letter, muted, used_link, link_key, wish, outcome, story, story_side
    TO tertius_app;
ALTER TABLE matter ENABLE ROW LEVEL SECURITY;
ALTER TABLE side ENABLE ROW LEVEL SECURITY;
ALTER TABLE step ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE muted ENABLE ROW LEVEL SECURITY;
ALTER TABLE used_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE link_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE story ENABLE ROW LEVEL SECURITY;
ALTER TABLE story_side ENABLE ROW LEVEL SECURITY;
CREATE POLICY keep ON matter FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON side FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON step FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON ledger FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON muted FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON used_link FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON link_key FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON outcome FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON story FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY keep ON story_side FOR ALL USING (here(tribe) AND acts('engine'));
-- Whoever carries mail marks a letter as carried, and knows no more of it than its number.
CREATE POLICY keep ON letter FOR ALL USING (acts('door') OR (here(tribe) AND acts('engine')));
CREATE POLICY own ON wish FOR ALL USING (here(tribe) AND (acts('engine') OR me(member)));
