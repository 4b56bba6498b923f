"""SuiteSparse GraphBLAS: vectors times the matrix over the semiring that fits the question, masks where they help."""

import time

import graphblas as gb
import numpy as np
from graphblas import Matrix, Vector, binary, monoid, semiring

from .peer import Peer
from .rows import Details, best


class GraphBlas(Peer):
    name = "GraphBLAS"
    form = "SuiteSparse; plus-first vector times matrix under a mask; max-times steps for paths, one thread"

    def __init__(self, network):
        super().__init__(network)
        gb.ss.config["nthreads"] = 1
        began, cpu = time.perf_counter(), time.process_time()
        self.matrix = Matrix.ss.import_csr(
            nrows=network.n_people,
            ncols=network.n_people,
            indptr=np.array(network.starts, np.uint64),
            col_indices=np.array(network.nodes, np.uint64),
            values=np.array(network.strengths, np.float64),
            sorted_cols=True,
        )
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
        network.starts, network.nodes = np.array(network.starts), np.array(network.nodes)
        network.strengths = np.array(network.strengths)
        self.details = Details(network)
        self.weights, self.employer = np.array(network.weights), np.array(network.employer)

    def version(self):
        return "SuiteSparse " + ".".join(map(str, gb.ss.about["library_version"]))

    def bytes(self):
        return self.matrix.ss.export("csr")["values"].nbytes * 2 + (self.network.n_people + 1) * 8

    def _loose(self, person, top, among=None):
        n = self.network.n_people
        friends, own = self.network.friends(person), self.network.friend_strengths(person)
        weights = Vector.from_coo(friends, self.weights[friends], size=n)
        known = Vector.from_coo(np.append(friends, person), True, size=n)
        sums = Vector(float, size=n)
        sums(~known.S, replace=True) << semiring.plus_first(weights @ self.matrix)
        nodes, scores = sums.to_coo(sort=False)
        nodes = nodes.astype(np.int32)
        if among is not None:
            wanted = self.employer[nodes] == among
            nodes, scores = nodes[wanted], scores[wanted]
        targets, scores = best(nodes, scores, top)
        return self.details.of(friends, own, targets, scores)

    def loose(self, person, top):
        return self._loose(person, top)

    def loose_where(self, person, employer, top):
        return self._loose(person, top, employer)

    def _within(self, person, n_steps):
        """The best product to everybody within so many ties; a step goes on only from what the last one improved."""
        total = Vector.from_coo([person], [1.0], size=self.network.n_people)
        ring = total
        for _ in range(n_steps):
            step = semiring.max_times(ring @ self.matrix).new()
            known = Vector(float, size=total.size)
            known(step.S) << total
            worse = step.ewise_mult(known, binary.le).new()
            kept = Vector(float, size=total.size)
            kept(~worse.V, replace=True) << step
            total << total.ewise_add(kept, monoid.max)
            ring = kept
        return total

    def path(self, one, other):
        """Three steps from either side, and the best product of two that meet."""
        met = self._within(one, 3).ewise_mult(self._within(other, 3), binary.times)
        best = met.reduce(monoid.max).new().value
        return [] if not best else [best]

    def path_forward(self, one, other):
        """Six steps of dynamic programming from one side."""
        best = self._within(one, 6).get(other)
        return [] if not best else [best]

    def reach(self, person, employer, top):
        """Two steps forward; the last from the targets' rows, since ties count both ways."""
        targets = np.flatnonzero(self.employer == employer)
        targets = targets[targets != person]
        last = self.matrix[targets, :].new()
        found = semiring.max_times(last @ self._within(person, 2)).new()
        places, strengths = found.to_coo()
        kept = strengths > 0
        nodes, strengths = best(targets[places][kept], strengths[kept], top)
        return list(zip(nodes.tolist(), strengths.tolist(), strict=True))
