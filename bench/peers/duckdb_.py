"""DuckDB: SQL over a file of its own, ties sorted by their first end, one thread.

One statement gives scores, counts and bridges together: asking about the best twenty afterwards means reading the ties a
second time, and costs twice as much. An index on the ties does not help: DuckDB joins by hashing. Rows of lists
(one a person) were tried too: an internal error in version 2.0.0.
"""

import time

import duckdb
import numpy as np
import pyarrow as pa

from .peer import Peer

LOOSE = """
SELECT t.dst AS target, sum(p.weight) AS score, count(*)::INTEGER AS mutual,
    arg_max(f.dst, f.strength::DOUBLE * t.strength) AS bridge, max(f.strength::DOUBLE * t.strength) AS through
FROM ties f JOIN people p ON p.id = f.dst JOIN ties t ON t.src = f.dst {only}
WHERE f.src = $person AND t.dst <> $person AND t.dst NOT IN (SELECT dst FROM ties WHERE src = $person)
GROUP BY t.dst ORDER BY score DESC, target LIMIT $top
"""
ONLY = "JOIN people w ON w.id = t.dst AND w.employer = $employer"
# Two rings forward with the best product to each person, then the last tie from the targets' side.
REACH = """
WITH one AS MATERIALIZED (
    SELECT dst AS id, strength::DOUBLE AS product FROM ties WHERE src = $person UNION ALL SELECT $person, 1.0),
two AS MATERIALIZED (
    SELECT id, max(product) AS product FROM (
        SELECT t.dst AS id, o.product * t.strength AS product FROM one o JOIN ties t ON t.src = o.id
        UNION ALL SELECT id, product FROM one)
    GROUP BY id)
SELECT t.src, max(two.product * t.strength) AS best
FROM people w JOIN ties t ON t.src = w.id JOIN two ON two.id = t.dst
WHERE w.employer = $employer AND w.id <> $person
GROUP BY t.src HAVING best > 0 ORDER BY best DESC, t.src LIMIT $top
"""
STEP = """
CREATE OR REPLACE TEMP TABLE {side}{next} AS
SELECT id, max(product) AS product FROM (
    SELECT t.dst AS id, o.product * t.strength AS product FROM {side}{last} o JOIN ties t ON t.src = o.id
    UNION ALL SELECT id, product FROM {side}{last})
GROUP BY id
"""
RING = "SELECT DISTINCT t.dst FROM ring r JOIN ties t ON t.src = r.id"
BATCH = """
WITH asked AS (SELECT unnest($people)::INTEGER AS id),
sums AS (
    SELECT f.src AS person, t.dst AS target, sum(p.weight) AS score, count(*)::INTEGER AS mutual
    FROM asked a JOIN ties f ON f.src = a.id JOIN people p ON p.id = f.dst JOIN ties t ON t.src = f.dst
    WHERE t.dst <> f.src GROUP BY f.src, t.dst),
loose AS (SELECT s.* FROM sums s ANTI JOIN ties k ON k.src = s.person AND k.dst = s.target)
SELECT person, target, score, mutual FROM loose
QUALIFY row_number() OVER (PARTITION BY person ORDER BY score DESC, target) <= $top ORDER BY person, score DESC, target
"""


class DuckDb(Peer):
    name = "DuckDB"
    form = "ties sorted by first end, one statement with hash joins, one thread"
    n_batch = 500
    loaded_from = "arrays, through Arrow"

    def __init__(self, network):
        super().__init__(network)
        self.file = network.folder / "duck.db"
        is_new = not self.file.exists()
        self.db = duckdb.connect(str(self.file), config={"threads": 1, "memory_limit": "8GB"})
        if is_new:
            began, cpu = time.perf_counter(), time.process_time()
            self._load()
            self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}

    def _load(self):
        n = self.network
        columns = zip(("src", "dst", "strength"), n.arcs(), strict=True)
        given_ties = pa.table(dict(columns))
        given_people = pa.table({"id": np.arange(n.n_people, dtype=np.int32), "weight": n.weights, "employer": n.employer})
        self.db.register("given_ties", given_ties)
        self.db.register("given_people", given_people)
        self.db.execute("CREATE TABLE ties AS SELECT * FROM given_ties")
        self.db.execute("CREATE TABLE people AS SELECT * FROM given_people")
        self.db.execute("CHECKPOINT")
        self.db.unregister("given_ties")
        self.db.unregister("given_people")

    def version(self):
        return duckdb.__version__

    def bytes(self):
        return self.file.stat().st_size

    def _rows(self, text, **values):
        return self.db.execute(text, values).fetchall()

    def loose(self, person, top):
        return self._rows(LOOSE.format(only=""), person=person, top=top)

    def loose_where(self, person, employer, top):
        return self._rows(LOOSE.format(only=ONLY), person=person, employer=employer, top=top)

    def distance(self, one, other):
        """Ring by ring from both sides, the rings kept by the client."""
        if one == other:
            return 0
        seen, rings, depth = [{one}, {other}], [{one}, {other}], 0
        while rings[0] and rings[1]:
            side = int(len(rings[0]) > len(rings[1]))
            self.db.register("ring", pa.table({"id": np.fromiter(rings[side], np.int32)}))
            reached = set(self.db.execute(RING).fetchnumpy()["dst"].tolist())
            depth += 1
            if reached & seen[1 - side]:
                return depth
            rings[side] = reached - seen[side]
            seen[side] |= reached
        return None

    def _within(self, side, person, n_steps):
        """Temporary tables of the best product to everybody within so many ties."""
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {side}0 AS SELECT {person}::INTEGER AS id, 1.0::DOUBLE AS product")
        for step in range(n_steps):
            self.db.execute(STEP.format(side=side, last=step, next=step + 1))

    def path(self, one, other):
        """Three steps from either side, and the best product of two that meet."""
        self._within("a", one, 3)
        self._within("b", other, 3)
        best = self._rows("SELECT max(a3.product * b3.product) FROM a3 JOIN b3 USING (id)")[0][0]
        return [best] if best else []

    def path_forward(self, one, other):
        """Six steps of dynamic programming from one side."""
        self._within("a", one, 6)
        best = self._rows("SELECT max(product) FROM a6 WHERE id = $other", other=other)[0][0]
        return [best] if best else []

    def reach(self, person, employer, top):
        return self._rows(REACH, person=person, employer=employer, top=top)

    def batch(self, people, top):
        answers = {person: [] for person in people}
        for person, target, score, mutual in self._rows(BATCH, people=people, top=top):
            answers[person].append((target, score, mutual, None))
        return list(answers.values())

    def close(self):
        self.db.close()
