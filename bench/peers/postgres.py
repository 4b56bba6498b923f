"""PostgreSQL: SQL over an index on both columns that carries the strength, so that rows are never visited.

The server is started here, on a socket in a temporary folder, and stopped at the end; nothing of the system's is
touched. Its processor time is that of the process behind the connection, by the kernel's count; the client's is left
out. Nothing is compiled just in time and nothing runs in parallel: for questions of this size both cost more than
they give.
"""

import glob
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from .peer import Peer

SETTINGS = {
    "shared_buffers": "6GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "2GB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "autovacuum": "off",
    "random_page_cost": "1.0",
    "effective_cache_size": "8GB",
    "listen_addresses": "",
}

LOOSE = """
WITH friends AS MATERIALIZED (
    SELECT t.dst AS friend, t.strength::float8 AS strength, p.weight
    FROM ties t JOIN people p ON p.id = t.dst WHERE t.src = %(person)s),
best AS MATERIALIZED (
    SELECT t.dst AS target, sum(f.weight) AS score, count(*)::int AS mutual
    FROM friends f JOIN ties t ON t.src = f.friend {only}
    WHERE t.dst <> %(person)s AND t.dst NOT IN (SELECT friend FROM friends)
    GROUP BY t.dst ORDER BY score DESC, target LIMIT %(top)s)
SELECT b.target, b.score, b.mutual, bridge.friend, bridge.through
FROM best b, LATERAL (
    SELECT f.friend, f.strength * t.strength::float8 AS through
    FROM ties t JOIN friends f ON f.friend = t.dst WHERE t.src = b.target
    ORDER BY through DESC, f.friend LIMIT 1) bridge
ORDER BY b.score DESC, b.target
"""
ONLY = "JOIN people w ON w.id = t.dst AND w.employer = %(employer)s"
# From the side of the employer's people: each of their ties is looked up among the friends.
LOOSE_WHERE = """
WITH friends AS MATERIALIZED (
    SELECT t.dst AS friend, t.strength::float8 AS strength, p.weight
    FROM ties t JOIN people p ON p.id = t.dst WHERE t.src = %(person)s),
best AS MATERIALIZED (
    SELECT t.src AS target, sum(f.weight) AS score, count(*)::int AS mutual
    FROM people w JOIN ties t ON t.src = w.id JOIN friends f ON f.friend = t.dst
    WHERE w.employer = %(employer)s AND w.id <> %(person)s AND w.id NOT IN (SELECT friend FROM friends)
    GROUP BY t.src ORDER BY score DESC, target LIMIT %(top)s)
SELECT b.target, b.score, b.mutual, bridge.friend, bridge.through
FROM best b, LATERAL (
    SELECT f.friend, f.strength * t.strength::float8 AS through
    FROM ties t JOIN friends f ON f.friend = t.dst WHERE t.src = b.target
    ORDER BY through DESC, f.friend LIMIT 1) bridge
ORDER BY b.score DESC, b.target
"""
# Two rings forward with the best product to each person, then the last tie from the targets' side.
REACH = """
WITH one AS MATERIALIZED (
    SELECT dst AS id, strength::float8 AS product FROM ties WHERE src = %(person)s
    UNION ALL SELECT %(person)s, 1.0),
two AS MATERIALIZED (
    SELECT id, max(product) AS product FROM (
        SELECT t.dst AS id, o.product * t.strength::float8 AS product FROM one o JOIN ties t ON t.src = o.id
        UNION ALL SELECT id, product FROM one) both_rings
    GROUP BY id)
SELECT t.src, max(two.product * t.strength::float8) AS strength
FROM people w JOIN ties t ON t.src = w.id JOIN two ON two.id = t.dst
WHERE w.employer = %(employer)s AND w.id <> %(person)s
GROUP BY t.src HAVING max(two.product * t.strength::float8) > 0
ORDER BY strength DESC, t.src LIMIT %(top)s
"""
# Breadth-first from both sides in PL/pgSQL would be another program; this is SQL as people write it: ring by ring.
RING = """
SELECT DISTINCT dst FROM ties WHERE src = ANY(%(ring)s)
"""
BATCH = """
SELECT asked.id, best.* FROM unnest(%(people)s::int[]) AS asked(id), LATERAL (
    SELECT t.dst AS target, sum(p.weight) AS score, count(*)::int AS mutual
    FROM ties f JOIN people p ON p.id = f.dst JOIN ties t ON t.src = f.dst
    WHERE f.src = asked.id AND t.dst <> asked.id
      AND NOT EXISTS (SELECT FROM ties k WHERE k.src = asked.id AND k.dst = t.dst)
    GROUP BY t.dst ORDER BY score DESC, target LIMIT %(top)s) best
"""


class Postgres(Peer):
    name = "PostgreSQL"
    form = "index on (src, dst) including strength, nested loops; server's own processor time"
    n_batch = 100
    loaded_from = "arrays, by binary COPY"

    def __init__(self, network):
        super().__init__(network)
        self.server = Server(network.folder / "postgres")
        self.db = psycopg.connect(host=self.server.socket, user="bench", dbname="postgres", autocommit=True)
        self.db.prepare_threshold = 3
        ready = self.db.execute("SELECT to_regclass('ties_by_pair')").fetchone()[0]
        self.pid = self.db.info.backend_pid
        if not ready:
            began, cpu = time.perf_counter(), self.cpu_ms()
            self._load()
            self.load = {"wall_s": time.perf_counter() - began, "cpu_s": (self.cpu_ms() - cpu) / 1000}
        self.db.execute("SET plan_cache_mode = force_custom_plan")

    def _load(self):
        import numpy as np

        n = self.network
        self.db.execute("DROP TABLE IF EXISTS people, ties")
        self.db.execute("CREATE UNLOGGED TABLE people (id int, weight float8, employer int)")
        self.db.execute("CREATE UNLOGGED TABLE ties (src int, dst int, strength float4)")
        people = np.zeros(n.n_people, [("n", ">i2"), ("a", ">i4"), ("id", ">i4"), ("b", ">i4"), ("weight", ">f8"),
                                       ("c", ">i4"), ("employer", ">i4")])
        people["n"], people["a"], people["b"], people["c"] = 3, 4, 8, 4
        people["id"], people["weight"], people["employer"] = np.arange(n.n_people), n.weights, n.employer
        self._copy("people", [people])
        self._copy("ties", self._ties())
        self.db.execute("CREATE UNIQUE INDEX ties_by_pair ON ties (src, dst) INCLUDE (strength)")
        self.db.execute("CREATE UNIQUE INDEX people_by_id ON people (id) INCLUDE (weight, employer)")
        self.db.execute("CREATE INDEX people_by_employer ON people (employer) INCLUDE (id)")
        self.db.execute("VACUUM (ANALYZE, FREEZE) ties")
        self.db.execute("VACUUM (ANALYZE, FREEZE) people")

    def _ties(self):
        import numpy as np

        columns = self.network.arcs()
        kind = [("n", ">i2"), ("a", ">i4"), ("src", ">i4"), ("b", ">i4"), ("dst", ">i4"), ("c", ">i4"), ("s", ">f4")]
        for begin in range(0, len(columns[0]), 1 << 20):
            src, dst, strength = (column[begin : begin + (1 << 20)] for column in columns)
            block = np.zeros(len(src), kind)
            block["n"], block["a"], block["b"], block["c"] = 3, 4, 4, 4
            block["src"], block["dst"], block["s"] = src, dst, strength
            yield block

    def _copy(self, table, blocks):
        with self.db.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for block in blocks:
                copy.write(block.tobytes())
            copy.write(b"\xff\xff")

    def cpu_ms(self):
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    def version(self):
        return self.db.execute("SHOW server_version").fetchone()[0].split()[0]

    def bytes(self):
        size = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('ties', 'people')"
        return int(self.db.execute(size).fetchone()[0])

    def loose(self, person, top):
        return self.db.execute(LOOSE.format(only=""), {"person": person, "top": top}).fetchall()

    def loose_where(self, person, employer, top):
        """From the employer's side, which is quicker here than forward."""
        return self.db.execute(LOOSE_WHERE, {"person": person, "employer": employer, "top": top}).fetchall()

    def distance(self, one, other):
        """Ring by ring from both sides, the rings kept by the client."""
        if one == other:
            return 0
        seen, rings, depth = [{one}, {other}], [{one}, {other}], 0
        while rings[0] and rings[1]:
            side = int(len(rings[0]) > len(rings[1]))
            reached = {row[0] for row in self.db.execute(RING, {"ring": list(rings[side])})}
            depth += 1
            if reached & seen[1 - side]:
                return depth
            rings[side] = reached - seen[side]
            seen[side] |= reached
        return None

    def reach(self, person, employer, top):
        return self.db.execute(REACH, {"person": person, "employer": employer, "top": top}).fetchall()

    def batch(self, people, top):
        answers = {person: [] for person in people}
        for person, target, score, mutual in self.db.execute(BATCH, {"people": people, "top": top}):
            answers[person].append((target, score, mutual, None))
        return list(answers.values())

    def close(self):
        self.db.close()
        self.server.stop()


class Server:
    """A server of our own in a folder, run by a user who is not root."""

    def __init__(self, folder):
        self.folder = folder = folder.resolve()
        self.bin = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.socket = tempfile.mkdtemp(prefix="bench-pg-")
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            for path in (folder, Path(self.socket)):
                shutil.chown(path, "postgres", "postgres")
        data = folder / "data"
        if not (data / "PG_VERSION").exists():
            self._run("initdb", "-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--no-locale")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        # pg_ctl would hand options through a shell; the server itself takes them as they are.
        command = [*self._as_user(), self.bin / "postgres", "-D", data, "-k", self.socket, *settings]
        self.log = open(folder / "log.txt", "ab")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=folder)
        for _ in range(300):
            ready = subprocess.run([self.bin / "pg_isready", "-q", "-h", self.socket], check=False)
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server does not start; see {folder / 'log.txt'}")

    def _as_user(self):
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]

    def _run(self, program, *words):
        subprocess.run([*self._as_user(), self.bin / program, *words], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.socket)
