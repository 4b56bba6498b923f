"""What `bench/run` calls: `prepare`, `ours`, `peer`, `report`."""

import argparse
import importlib
import json
from pathlib import Path

from . import measure, network, ours
from .questions import QUESTIONS

# A peer's name on the command line: its module below peers/ and its class there.
PEERS = {
    "bound": ("bound", "Bound"),
    "petgraph": ("bound", "Petgraph"),
    "numpy": ("numpy_", "NumPy"),
    "scipy": ("scipy_", "SciPy"),
    "graphblas": ("graphblas_", "GraphBlas"),
    "networkit": ("networkit_", "NetworKit"),
    "igraph": ("igraph_", "IGraph"),
    "duckdb": ("duckdb_", "DuckDb"),
    "ladybug": ("ladybug_", "Ladybug"),
    "postgres": ("postgres", "Postgres"),
}


def main():
    """Does one step."""
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("step", choices=["prepare", "ours", "peer", "report", "peers"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--program", type=Path)
    parser.add_argument("--peer", choices=PEERS)
    parser.add_argument("--questions", help="only these, separated by commas")
    parser.add_argument("--batch", action="store_true", help="answer for everybody, too")
    parser.add_argument("--results", type=Path)
    arguments = parser.parse_args()
    if arguments.step == "peers":
        print(" ".join(PEERS))
        return
    snapshot = arguments.folder / "network.tgraph"
    match arguments.step:
        case "prepare":
            network.prepare(arguments.folder)
        case "ours":
            measure_ours(arguments, snapshot)
        case "peer":
            module, name = PEERS[arguments.peer]
            make_peer = getattr(importlib.import_module(f"peers.{module}"), name)
            only = arguments.questions.split(",") if arguments.questions else None
            measure.run(make_peer, arguments.peer, arguments.folder, arguments.program, snapshot, only)
        case "report":
            from . import report

            report.write(arguments.folder, arguments.results)


def measure_ours(arguments, snapshot):
    """Building, opening, and where asked for the answers for everybody."""
    raw_file = arguments.folder / "raw" / "ours.json"
    raw_file.parent.mkdir(exist_ok=True)
    raw = json.loads(raw_file.read_text()) if raw_file.exists() else {}
    raw["load"] = ours.build(arguments.program, arguments.folder, snapshot)
    net = network.load(arguments.folder)
    people = network.asked(net)
    first = str(net.ids[people[0].person])
    raw["open_ms"] = ours.open_to_first_answer(arguments.program, snapshot, first)
    loose = QUESTIONS[0]
    questions = [loose.engine(net, one) for one in people]
    raw["packed"] = ours.packed(arguments.program, arguments.folder, snapshot, questions)
    if arguments.batch:
        raw["batch"] = ours.batch(arguments.program, snapshot, arguments.folder / "batch.csv")
    raw_file.write_text(json.dumps(raw))
    print({key: raw[key] for key in raw if key != "packed"})


if __name__ == "__main__":
    main()
