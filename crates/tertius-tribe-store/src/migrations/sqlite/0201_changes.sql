-- What changed, numbered without gaps: a server that knows the number it has seen reads what is new, and nothing else.
CREATE TABLE changed (tribe TEXT NOT NULL REFERENCES tribe, n BIGINT NOT NULL, packet TEXT NOT NULL, PRIMARY KEY (tribe, n));
CREATE TABLE changes (tribe TEXT PRIMARY KEY REFERENCES tribe, n BIGINT NOT NULL);
