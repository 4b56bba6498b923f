"""Ladybug, which carries Kùzu on: Cypher over a file of its own, one thread.

Its own weighted shortest path is not asked: with a bound on the number of ties it answers another question than the
warmest path of at most six.
"""

import time

import ladybug
import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from .peer import Peer

LOOSE = """
MATCH (a:Person {{id: $person}})-[one:Tie]->(f:Person)-[two:Tie]->(t:Person)
WHERE t.id <> $person {only} AND NOT EXISTS {{ MATCH (a)-[:Tie]->(t) }}
WITH t.id AS target, sum(f.weight) AS score, count(*) AS mutual
ORDER BY score DESC, target LIMIT {top}
RETURN target, score, mutual
"""
BRIDGES = """
MATCH (a:Person {id: $person})-[one:Tie]->(f:Person)-[two:Tie]->(t:Person)
WHERE t.id IN $targets
RETURN t.id, f.id, cast(one.strength AS DOUBLE) * cast(two.strength AS DOUBLE)
"""


class Ladybug(Peer):
    name = "Ladybug"
    form = "Cypher, one thread; scores and counts in one statement, bridges of the best 20 in a second"
    n_batch = 200
    loaded_from = "Parquet"

    def __init__(self, network):
        super().__init__(network)
        self.file = network.folder / "ladybug.db"
        is_new = not self.file.exists()
        self.db = ladybug.Database(str(self.file))
        self.connection = ladybug.Connection(self.db, num_threads=1)
        if is_new:
            self._load()

    def _load(self):
        n, folder = self.network, self.network.folder
        src, dst, strength = n.arcs()
        parquet.write_table(pa.table({"src": src, "dst": dst, "strength": strength}), folder / "arcs.parquet")
        people = {"id": np.arange(n.n_people, dtype=np.int32), "weight": n.weights, "employer": n.employer}
        parquet.write_table(pa.table(people), folder / "people.parquet")
        began, cpu = time.perf_counter(), time.process_time()
        run = self.connection.execute
        run("CREATE NODE TABLE Person(id INT32 PRIMARY KEY, weight DOUBLE, employer INT32)")
        run("CREATE REL TABLE Tie(FROM Person TO Person, strength FLOAT)")
        run(f"COPY Person FROM '{folder / 'people.parquet'}'")
        run(f"COPY Tie FROM '{folder / 'arcs.parquet'}'")
        run("CHECKPOINT")
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}

    def version(self):
        return ladybug.__version__

    def bytes(self):
        return self.file.stat().st_size

    def _loose(self, only, top, **values):
        best = self.connection.execute(LOOSE.format(only=only, top=top), values).get_all()
        bridges = {}
        asked = {"person": values["person"], "targets": [row[0] for row in best]}
        for target, friend, through in self.connection.execute(BRIDGES, asked).get_all() if best else []:
            known = bridges.get(target, (-1.0, 0))
            if (through, -friend) > (known[0], -known[1]):
                bridges[target] = (through, friend)
        return [(row[0], row[1], row[2], bridges[row[0]][1], bridges[row[0]][0]) for row in best]

    def loose(self, person, top):
        return self._loose("", top, person=person)

    def loose_where(self, person, employer, top):
        return self._loose("AND t.employer = $employer", top, person=person, employer=employer)

    def distance(self, one, other):
        ask = "MATCH p = (a:Person {id: $one})-[:Tie* SHORTEST 1..10]->(b:Person {id: $other}) RETURN length(p)"
        found = self.connection.execute(ask, {"one": one, "other": other}).get_all()
        return found[0][0] if found else None

    def close(self):
        self.connection.close()
        self.db.close()
