"""DuckDB: SQL over a file of its own, one thread. FORM"""

import time

import duckdb

from .peer import Peer

LOOSE = """
WITH friends AS MATERIALIZED (SELECT dst AS friend, strength FROM ties WHERE src = $person),
best AS (
    SELECT t.dst AS target, sum(p.weight) AS score, count(*)::INTEGER AS mutual
    FROM friends f JOIN people p ON p.id = f.friend JOIN ties t ON t.src = f.friend {filter}
    WHERE t.dst <> $person AND t.dst NOT IN (SELECT friend FROM friends)
    GROUP BY t.dst ORDER BY score DESC, target LIMIT {top})
SELECT b.target, b.score, b.mutual,
    arg_max(f.friend, (f.strength::DOUBLE * t.strength, -f.friend)),
    max(f.strength::DOUBLE * t.strength)
FROM best b JOIN ties t ON t.src = b.target JOIN friends f ON f.friend = t.dst
GROUP BY ALL ORDER BY b.score DESC, b.target
"""
WHERE = "JOIN people w ON w.id = t.dst AND w.employer = $employer"


class DuckDb(Peer):
    name = "DuckDB"
    form = "flat"

    def __init__(self, network):
        super().__init__(network)
        self.file = network.folder / "duck.db"
        fresh = not self.file.exists()
        self.db = duckdb.connect(str(self.file), config={"threads": 1})
        self.db.execute("SET memory_limit='8GB'")
        if fresh:
            began, cpu = time.perf_counter(), time.process_time()
            self._load()
            self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}

    def _load(self):
        import pyarrow as pa
        n = self.network
        src, dst, strength = n.arcs()
        ties = pa.table({"src": src, "dst": dst, "strength": strength})
        people = pa.table({"id": range(n.n_people), "weight": n.weights, "employer": n.employer})
        self.db.execute("CREATE TABLE ties AS SELECT src::INTEGER src, dst::INTEGER dst, strength FROM ties")
        self.db.execute("CREATE TABLE people AS SELECT id::INTEGER id, weight, employer FROM people")
        self.db.execute("CHECKPOINT")

    def version(self):
        return duckdb.__version__

    def bytes(self):
        return self.file.stat().st_size

    def loose(self, person, top):
        return self.db.execute(LOOSE.format(filter="", top=top), {"person": person}).fetchall()

    def loose_where(self, person, employer, top):
        return self.db.execute(LOOSE.format(filter=WHERE, top=top), {"person": person, "employer": employer}).fetchall()
