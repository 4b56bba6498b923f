-- What changed, numbered without gaps: a server that knows the number it has seen reads what is new, and nothing else. The
-- one row of numbers per tribe is locked by who takes one until they are done, so numbers come in the order of being kept.
CREATE TABLE changed (tribe TEXT NOT NULL REFERENCES tribe, n BIGINT NOT NULL, packet TEXT NOT NULL, PRIMARY KEY (tribe, n));
CREATE TABLE changes (tribe TEXT PRIMARY KEY REFERENCES tribe, n BIGINT NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON changed, changes TO tertius_app;
ALTER TABLE changed ENABLE ROW LEVEL SECURITY;
ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY keep ON changed FOR ALL USING (here(tribe) AND acts('engine'));
CREATE POLICY tell ON changed FOR INSERT WITH CHECK (here(tribe));
CREATE POLICY number ON changes FOR ALL USING (here(tribe));
CREATE POLICY door ON changes FOR ALL USING (acts('door'));
CREATE POLICY door ON changed FOR INSERT WITH CHECK (acts('door'));
