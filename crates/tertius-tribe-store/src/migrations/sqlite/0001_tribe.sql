-- What a tribe keeps. Absent text is '', an absent number 0: no column is ever null. Moments are seconds since 1970.
CREATE TABLE tribe (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, secret BLOB NOT NULL, crowd BIGINT NOT NULL, daily BIGINT NOT NULL, made BIGINT NOT NULL
);
CREATE TABLE member (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, email TEXT NOT NULL, name TEXT NOT NULL,
    role TEXT NOT NULL, shows TEXT NOT NULL, joined BIGINT NOT NULL, UNIQUE (tribe, email)
);
CREATE TABLE invitation (
    hash BLOB PRIMARY KEY, tribe TEXT NOT NULL REFERENCES tribe, email TEXT NOT NULL, role TEXT NOT NULL, expires BIGINT NOT NULL
);
CREATE TABLE link (
    hash BLOB PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, expires BIGINT NOT NULL
);
CREATE TABLE session (
    hash BLOB PRIMARY KEY, tribe TEXT NOT NULL, member TEXT NOT NULL REFERENCES member, expires BIGINT NOT NULL
);
CREATE TABLE packet (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, owner TEXT NOT NULL REFERENCES member, signer TEXT NOT NULL, bytes BLOB NOT NULL,
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
CREATE TABLE erased (tribe TEXT NOT NULL REFERENCES tribe, digest BLOB NOT NULL, PRIMARY KEY (tribe, digest));
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
    state TEXT NOT NULL, first BLOB NOT NULL, second BLOB NOT NULL, moment BIGINT NOT NULL
);
CREATE TABLE job (
    id TEXT PRIMARY KEY, tribe TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, due BIGINT NOT NULL, leased BIGINT NOT NULL,
    holder TEXT NOT NULL, attempts BIGINT NOT NULL, state TEXT NOT NULL
);
CREATE INDEX job_due ON job (state, due);
