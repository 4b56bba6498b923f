"""The network as arrays: read once from the CSV files, kept beside them, mapped by every peer.

A person's number is the place of their id in the order of ids as text, so that "equal scores stand by rising id" is
"by rising number" for everybody. Every tie stands in both rows; rows are sorted by number.

The weight of a friend, 1/ln(degree), is rounded to a multiple of 2^-44, as the engine does: sums of such numbers are
exact in any order, so that ties in score are ties for everybody, and lists can be compared id by id.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

UNIT = 2.0**-44


@dataclass
class Network:
    """The arrays. `ids[number]` is a person's id; `employer[number]` indexes `employers`."""

    ids: np.ndarray
    starts: np.ndarray  # int64, one more than people
    nodes: np.ndarray  # int32, both directions
    strengths: np.ndarray  # float32
    weights: np.ndarray  # float64: 1/ln(degree), rounded to UNIT
    employer: np.ndarray  # int32
    employers: list[str]
    folder: Path

    @property
    def n_people(self):
        return len(self.ids)

    @property
    def n_ties(self):
        return len(self.nodes) // 2

    def friends(self, person):
        return self.nodes[self.starts[person] : self.starts[person + 1]]

    def friend_strengths(self, person):
        return self.strengths[self.starts[person] : self.starts[person + 1]]

    def members(self, employer):
        return np.flatnonzero(self.employer == employer).astype(np.int32)

    def arcs(self):
        """Both directions as three columns."""
        sources = np.repeat(np.arange(self.n_people, dtype=np.int32), np.diff(self.starts))
        return sources, self.nodes, self.strengths


def prepare(folder):
    """Reads ties.csv and people.csv into .npy files, unless they are there."""
    if (folder / "network.json").exists():
        return
    import pyarrow as pa
    import pyarrow.csv as csv
    from scipy.sparse import coo_array

    began = time.perf_counter()
    text = csv.ConvertOptions(column_types={"id": pa.string(), "employer": pa.string()})
    people = csv.read_csv(folder / "people.csv", convert_options=text)
    ids = np.array(people["id"].to_pylist())
    order = np.argsort(ids, kind="stable")
    numbers = np.empty(len(ids), np.int32)
    numbers[order] = np.arange(len(ids), dtype=np.int32)
    place = dict(zip(ids.tolist(), numbers.tolist(), strict=True))
    columns = csv.ConvertOptions(column_types={"src": pa.string(), "dst": pa.string(), "strength": pa.float32()})
    ends, strengths = [[], []], []
    with csv.open_csv(folder / "ties.csv", convert_options=columns) as batches:
        for batch in batches:
            for side, name in zip(ends, ("src", "dst"), strict=True):
                coded = batch[name].dictionary_encode()
                known = np.array([place[one] for one in coded.dictionary.to_pylist()], np.int32)
                side.append(known[coded.indices.to_numpy()])
            strengths.append(batch["strength"].to_numpy())
    src, dst, strength = (np.concatenate(part) for part in (*ends, strengths))
    read = time.perf_counter() - began
    # An explicit zero is a tie too, so the places of strengths are sorted, not strengths.
    places = np.arange(1, len(src) + 1, dtype=np.int32)
    both = (np.concatenate([src, dst]), np.concatenate([dst, src]))
    rows = coo_array((np.concatenate([places, places]), both), shape=(len(ids), len(ids))).tocsr()
    rows.sort_indices()
    degrees = np.diff(rows.indptr)
    weights = np.rint(1 / np.log(np.maximum(degrees, 2).astype(np.float64)) / UNIT) * UNIT
    employers, employer = np.unique(np.array(people["employer"].to_pylist())[order], return_inverse=True)
    save = {
        "ids": ids[order],
        "starts": rows.indptr.astype(np.int64),
        "nodes": rows.indices.astype(np.int32),
        "strengths": strength[rows.data - 1].astype(np.float32),
        "weights": weights,
        "employer": employer.astype(np.int32),
    }
    for name, array in save.items():
        np.save(folder / f"{name}.npy", array)
    facts = {"read_csv_seconds": read, "all_seconds": time.perf_counter() - began, "employers": employers.tolist()}
    (folder / "network.json").write_text(json.dumps(facts))


def load(folder):
    """Maps the arrays."""
    facts = json.loads((folder / "network.json").read_text())
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r")
        for name in ("ids", "starts", "nodes", "strengths", "weights", "employer")
    }
    return Network(**arrays, employers=facts["employers"], folder=folder)


@dataclass
class Asked:
    """One of the persons that every question is asked about."""

    person: int
    other: int
    employer: int


def asked(network, n=200, seed=20_261):
    """The same persons for everybody: with ties, each with another person and an employer of 100 to 1,000 people."""
    random = np.random.default_rng(seed)
    with_ties = np.flatnonzero(np.diff(network.starts) > 0)
    people = random.choice(with_ties, 2 * n, replace=False)
    sizes = np.bincount(network.employer)
    middling = np.flatnonzero((sizes >= 100) & (sizes <= 1000))
    employers = random.choice(middling, n)
    return [Asked(int(a), int(b), int(e)) for a, b, e in zip(people[:n], people[n:], employers, strict=True)]
