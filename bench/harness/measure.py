"""Runs one peer: loads it, asks it the questions between two rounds of ours, compares every answer, keeps raw times.

Theirs is processor time; ours is what the engine says of itself, which is wall time and so never too favourable to us.
"""

import json
import multiprocessing
import os
import time

from . import network as networks
from .ours import Engine
from .questions import QUESTIONS

# Everybody is asked once before it counts, for at most so many seconds a side: caches, and pages seen for the first time.
WARM_SECONDS = 5
# A peer that is not through by then has been asked enough, unless it was fewer than so many.
ENOUGH_SECONDS, ENOUGH_ASKED = 60, 5
N_BATCH_COMPARED = 200


def run(make_peer, peer_id, folder, program, snapshot, only=None):
    """Measures a peer and writes its raw file."""
    network = networks.load(folder)
    people = networks.asked(network)
    number = {name: place for place, name in enumerate(network.ids.tolist())}
    peer = make_peer(network)
    raw_file = folder / "raw" / f"{peer_id}.json"
    raw = json.loads(raw_file.read_text()) if raw_file.exists() else {"questions": {}}
    raw |= {"name": peer.name, "form": peer.form, "version": peer.version(), "bytes": peer.bytes()}
    raw |= {"loaded_from": peer.loaded_from}
    if peer.load:
        raw["load"] = peer.load
    engine, library = Engine(program, snapshot), getattr(peer, "library", None)
    for question in QUESTIONS:
        if hasattr(peer, question.method) and (only is None or question.id in only):
            side = library if library and question.id in library.questions else engine
            raw["questions"][question.id] = measure(question, side, peer, network, number, people)
            _say(peer.name, question.id, raw["questions"][question.id])
            _write(raw_file, raw)
    if hasattr(peer, "batch") and (only is None or "batch" in only):
        raw["batch"] = measure_batch(peer, engine, network, number)
        _write(raw_file, raw)
    if hasattr(peer, "readers") and (only is None or "readers" in only):
        raw["readers"] = peer.readers() | {"load_average": os.getloadavg()[0]}
    _write(raw_file, raw)
    engine.close()
    peer.close()


def _write(file, raw):
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(raw))


def _say(name, question_id, got):
    middle = [sorted(got[side])[len(got[side]) // 2] for side in ("ours_before", "theirs", "ours_after")]
    wrong = f"  {len(got['different'])} DIFFERENT: {got['different'][:2]}" if got["different"] else ""
    print(f"{name:14} {question_id:13} {middle[1]:10.4f} ms   ours {middle[0]:.4f} {middle[2]:.4f}{wrong}", flush=True)


def measure(question, engine, peer, network, number, asked):
    """One question of one peer, ours before and after it."""
    load = [os.getloadavg()[0]]
    ask = getattr(peer, question.method)
    questions = [question.engine(network, one) for one in asked]
    engine.ask_all(questions)
    warm(asked, lambda one: ask(*question.arguments(one)))
    before = engine.ask_all(questions)
    theirs, answers, started = [], [], time.perf_counter()
    for one in asked:
        if len(answers) >= ENOUGH_ASKED and time.perf_counter() - started > ENOUGH_SECONDS:
            break
        arguments = question.arguments(one)
        began = peer.cpu_ms()
        answers.append(ask(*arguments))
        theirs.append(peer.cpu_ms() - began)
    asked, before = asked[: len(answers)], before[: len(answers)]
    after = engine.ask_all(questions[: len(answers)])
    load.append(os.getloadavg()[0])
    different = []
    for one, (answer, _), their in zip(asked, before, answers, strict=True):
        what = question.same(question.read(answer, number), their)
        if what:
            different.append(f"{network.ids[one.person]}: {what}")
    return {
        "ours_before": _rounded(ms for _, ms in before),
        "theirs": _rounded(theirs),
        "ours_after": _rounded(ms for _, ms in after),
        "compared": len(asked),
        "different": different,
        "load_average": load,
    }


def warm(asked, ask):
    """Asks the same questions without counting."""
    began = time.perf_counter()
    for one in asked:
        ask(one)
        if time.perf_counter() - began > WARM_SECONDS:
            break


def measure_batch(peer, engine, network, number, top=10, seed=7):
    """A block of people by the peer's own way for many; the first of them are compared with ours."""
    import numpy as np

    people = np.random.default_rng(seed).choice(network.n_people, peer.n_batch, replace=False).tolist()
    peer.batch(people[:50], top)
    wall = time.perf_counter()
    answers, spent = (on_both_cores if peer.can_be_copied else on_one_core)(peer, people, top)
    wall = time.perf_counter() - wall
    different = []
    for person, their in list(zip(people, answers, strict=True))[:N_BATCH_COMPARED]:
        answer, _ = engine.ask({"op": "loose", "from": str(network.ids[person]), "top": top})
        ours = [(number[row["id"]], row["score"], row["mutual"], number[row["bridge"]]) for row in answer]
        if [row[0] for row in ours] != [row[0] for row in their]:
            different.append(str(network.ids[person]))
    return {
        "people": len(people),
        "cpu_s": spent,
        "wall_s": wall,
        "copies": 2 if peer.can_be_copied else 1,
        "extrapolated_cpu_s": spent / len(people) * network.n_people,
        "compared": min(N_BATCH_COMPARED, len(people)),
        "different": different,
        "load_average": [os.getloadavg()[0]],
    }


def on_one_core(peer, people, top):
    """The answers, and the seconds of processor they took."""
    began = peer.cpu_ms()
    answers = peer.batch(people, top)
    return answers, (peer.cpu_ms() - began) / 1000


def on_both_cores(peer, people, top):
    """The same by two copies of the peer at once, every other of the people each: they share the machine's memory as our two
    threads do."""

    def answer(half, end):
        end.send(on_one_core(peer, half, top))
        end.close()

    context = multiprocessing.get_context("fork")
    answers, spent = [None] * len(people), 0.0
    ends = []
    for first in range(2):
        here, there = context.Pipe(duplex=False)
        context.Process(target=answer, args=(people[first::2], there)).start()
        there.close()
        ends.append(here)
    for first, end in enumerate(ends):
        answers[first::2], seconds = end.recv()
        spent += seconds
    for child in multiprocessing.active_children():
        child.join()
    return answers, spent


def _rounded(times):
    return [float(f"{ms:.5g}") for ms in times]
