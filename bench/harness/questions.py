"""The questions: how each is put to the engine, how to a peer, and what counts as the same answer.

An answer is a plain value in numbers of people, so that two can be compared:
loose lists are rows (target, score, mutual, bridge, bridge strength), paths are strengths, reach lists (target, strength).
"""

from dataclasses import dataclass
from math import isclose
from typing import Callable

TOP = 20
REACH_TOP = 10
HOPS = 6
REACH_HOPS = 3
# Products of several strengths are multiplied in another order by some peers.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Question:
    """A row of the table."""

    id: str
    title: str
    method: str  # of the peer's class; the question is not asked where it is missing
    engine: Callable  # (ids, network, asked) -> the question as the command line takes it
    arguments: Callable  # (asked) -> arguments of the peer's method
    read: Callable  # (answer of the engine, number of an id) -> comparable value
    same: Callable  # (ours, theirs) -> None or what differs


def _ask(op, **fixed):
    def question(network, asked):
        ids = network.ids
        variable = {"from": str(ids[asked.person])}
        if "to" in fixed:
            variable["to"] = str(ids[asked.other])
        if "where" in fixed:
            variable["where"] = "employer=" + network.employers[asked.employer]
        return {"op": op, **fixed, **variable}

    return question


def _read_loose(answer, number):
    return [
        (number[row["id"]], row["score"], row["mutual"], number[row["bridge"]], row["bridge_strength"])
        for row in answer
    ]


def same_number(ours, theirs):
    """Equal but for the last digits."""
    return isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=1e-15)


def same_loose(ours, theirs):
    """Row by row: ids and counts exactly, sums and products to the tolerance; of equally strong bridges any."""
    if len(ours) != len(theirs):
        return f"{len(ours)} rows and {len(theirs)}"
    for place, (one, two) in enumerate(zip(ours, theirs, strict=True), 1):
        numbers = [same_number(a, b) for a, b in ((one[1], two[1]), (one[4], two[4]))]
        if one[0] != two[0] or one[2] != two[2] or not all(numbers) or (one[3] != two[3] and one[4] != two[4]):
            return f"row {place}: {one} and {two}"
    return None


def same_distance(ours, theirs):
    """Both none, or the same number."""
    return None if ours == theirs else f"{ours} and {theirs}"


def same_strengths(ours, theirs):
    """The same paths by strength; which of several equal ones is given is nobody's promise."""
    if len(ours) != len(theirs) or not all(map(same_number, ours, theirs)):
        return f"{ours} and {theirs}"
    return None


def same_reach(ours, theirs):
    """The same people with the same strengths."""
    if [row[0] for row in ours] != [row[0] for row in theirs]:
        return f"{ours} and {theirs}"
    return same_strengths([row[1] for row in ours], [row[1] for row in theirs])


def _strengths(answer, _):
    return [row["strength"] for row in answer]


QUESTIONS = [
    Question(
        "loose",
        "loose connections, top 20 with mutual, Adamic-Adar, bridge",
        "loose",
        _ask("loose", top=TOP, by="adamic_adar"),
        lambda asked: (asked.person, TOP),
        _read_loose,
        same_loose,
    ),
    Question(
        "loose_where",
        "the same, at one employer of 100 to 1,000 people",
        "loose_where",
        _ask("loose", top=TOP, by="adamic_adar", where=""),
        lambda asked: (asked.person, asked.employer, TOP),
        _read_loose,
        same_loose,
    ),
    Question(
        "distance",
        "distance",
        "distance",
        _ask("distance", to=""),
        lambda asked: (asked.person, asked.other),
        lambda answer, _: answer["distance"],
        same_distance,
    ),
    Question(
        "path",
        "warmest path of at most 6 hops",
        "path",
        _ask("path", to="", k=1, max_hops=HOPS),
        lambda asked: (asked.person, asked.other),
        _strengths,
        same_strengths,
    ),
    Question(
        "path_forward",
        "warmest path of at most 6 hops, from one side only",
        "path_forward",
        _ask("path", to="", k=1, max_hops=HOPS),
        lambda asked: (asked.person, asked.other),
        _strengths,
        same_strengths,
    ),
    Question(
        "path3",
        "three warmest paths of at most 6 hops",
        "path3",
        _ask("path", to="", k=3, max_hops=HOPS),
        lambda asked: (asked.person, asked.other),
        _strengths,
        same_strengths,
    ),
    Question(
        "reach",
        "best paths of at most 3 hops to an employer's 100 to 1,000 people, top 10",
        "reach",
        _ask("reach", where="", max_hops=REACH_HOPS, top=REACH_TOP),
        lambda asked: (asked.person, asked.employer, REACH_TOP),
        lambda answer, number: [(number[row["id"]], row["strength"]) for row in answer],
        same_reach,
    ),
]
