"""The engine behind its command line: one process that answers JSON lines and says how long each took."""

import json
import os
import subprocess
import threading
import time


class Engine:
    """`tertius graph query`, kept open, the network in memory as the peers have it."""

    def __init__(self, program, snapshot):
        self.process = subprocess.Popen(
            [program, "graph", "query", snapshot, "--load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question):
        """The answer, and the milliseconds the engine spent on it."""
        return self.ask_all([question])[0]

    def ask_all(self, questions):
        """The same for many, one after the other without a pause, as the peers are asked."""
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        # Both pipes are short: one side writes while the other reads.
        writer = threading.Thread(target=self._write, args=(lines,))
        writer.start()
        answers = [self._read(question) for question in questions]
        writer.join()
        return answers

    def _write(self, lines):
        self.process.stdin.write(lines)
        self.process.stdin.flush()

    def _read(self, question):
        line = json.loads(self.process.stdout.readline())
        if "error" in line:
            raise RuntimeError(f"{question}: {line['error']['message']}")
        return line["answer"], line["micros"] / 1000

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def build(program, folder, snapshot):
    """Builds the snapshot; what it took."""
    began, cpu = time.perf_counter(), os.times()
    command = [program, "graph", "build", folder / "ties.csv", "--people", folder / "people.csv", "--out", snapshot]
    subprocess.run([*command, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system - cpu.children_user - cpu.children_system
    return {"wall_s": time.perf_counter() - began, "cpu_s": spent, "bytes": snapshot.stat().st_size, "from": "CSV"}


def open_to_first_answer(program, snapshot, person_id, times=9):
    """Wall milliseconds of a whole process that opens the file and answers once, the median of several."""
    walls = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(
            [program, "graph", "loose", snapshot, "--from", person_id, "--json"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        walls.append((time.perf_counter() - began) * 1000)
    return sorted(walls)[len(walls) // 2]


def packed(program, folder, snapshot, questions, rounds=3):
    """The packed form beside the plain one: its bytes, and the same questions to both in turn, in milliseconds."""
    small = folder / "packed.tgraph"
    command = [program, "graph", "build", folder / "ties.csv", "--people", folder / "people.csv", "--out", small]
    subprocess.run([*command, "--packed", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    engines = {"plain": Engine(program, snapshot), "packed": Engine(program, small)}
    times = {name: [] for name in engines}
    for turn in range(rounds + 1):
        for name, engine in engines.items():
            asked = [ms for _, ms in engine.ask_all(questions)]
            if turn > 0:
                times[name] += asked
    for engine in engines.values():
        engine.close()
    return {"bytes": small.stat().st_size, "load_average": os.getloadavg()[0], **times}


def batch(program, snapshot, out, top=10):
    """The best loose connections of everybody: wall seconds, CPU seconds, the greatest memory in bytes."""
    began, pid = time.perf_counter(), os.posix_spawnp(
        program,
        [program, "graph", "batch", str(snapshot), "--top", str(top), "--out", str(out), "--quiet"],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        raise RuntimeError("graph batch failed")
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": used.ru_utime + used.ru_stime,
        "max_rss_bytes": used.ru_maxrss * 1024,
        "people": "all",
    }
