"""The Rust peers: plain programs over the same arrays, and petgraph. They ask the engine in their own process too."""

import json
import os
import subprocess
from pathlib import Path

from .peer import Peer

PROGRAM = Path(os.environ.get("TERTIUS_BOUND", "tertius-bound"))


class Process:
    """The Rust program, line by line."""

    def __init__(self, network, *words):
        command = [PROGRAM, network.folder, network.folder / "network.tgraph", *words]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.loaded = json.loads(self.process.stdout.readline())["load_s"]

    def ask(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"tertius-bound ended at {words}")
        got = json.loads(line)
        return got["answer"], got["micros"] / 1000

    def resident(self):
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * 4096

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Library:
    """The engine by its library, in the same process as the peer; questions as the command line takes them."""

    questions = ("loose",)

    def __init__(self, process):
        self.process = process

    def ask(self, question):
        return self.process.ask("ours-loose", question["from"], question["top"])

    def ask_all(self, questions):
        return [self.ask(question) for question in questions]


class _Rust(Peer):
    words = ()

    def __init__(self, network):
        super().__init__(network)
        self.process = Process(network, *self.words)
        self.library = Library(self.process)
        self.spent = 0.0

    def cpu_ms(self):
        return self.spent

    def _ask(self, *words):
        answer, ms = self.process.ask(*words)
        self.spent += ms
        return answer

    def loose(self, person, top):
        return [tuple(row) for row in self._ask("loose", person, top)]

    def close(self):
        self.process.close()


class Bound(_Rust):
    name = "plain Rust"
    form = (
        "lazy scatter-add over CSR; level-synchronous search from both sides with a threshold; Yen for three paths; "
        "loose by the engine's library in the same process"
    )

    def path(self, one, other):
        return self._ask("path", one, other, 1)

    def path3(self, one, other):
        return self._ask("path3", one, other, 3)

    def readers(self, seconds=2):
        """Questions a second of the engine with one thread and with two."""
        return self.process.ask("readers", seconds)[0]


class Petgraph(_Rust):
    name = "petgraph"
    form = "UnGraph and a hash map (FxHash) of scores"
    words = ("petgraph",)

    def __init__(self, network):
        super().__init__(network)
        self.load = {"wall_s": self.process.loaded, "cpu_s": self.process.loaded}

    def version(self):
        return "0.8"

    def bytes(self):
        # A tie is its strength, two next ties and two ends, 4 bytes each; a person the first tie each way.
        return self.network.n_ties * 20 + self.network.n_people * 8
