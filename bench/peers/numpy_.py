"""NumPy over CSR arrays, with the plan of a plain program: add every friend's weight to all whom the friend knows.

One counter a person is kept from question to question and only what was touched is cleared, so that nothing costs as
much as there are people. Reach runs the engine's own plan: two rings forward, the last arc from the targets' side.
"""

import time

import numpy as np

from .peer import Peer
from .rows import Details, best, gather


class NumPy(Peer):
    name = "NumPy"
    form = "CSR arrays; np.add.at into kept counters; details of the best 20 from their own rows"
    can_be_copied = True

    def __init__(self, network):
        super().__init__(network)
        began, cpu = time.perf_counter(), time.process_time()
        self.starts, self.nodes = np.array(network.starts), np.array(network.nodes)
        self.strengths, self.weights = np.array(network.strengths), np.array(network.weights)
        n = network.n_people
        self.counters, self.first = np.zeros(n), np.zeros(n, np.int64)
        self.is_out = np.zeros(n, bool)
        self.products = np.zeros(n)
        network.starts, network.nodes, network.strengths = self.starts, self.nodes, self.strengths
        self.details = Details(network)
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}

    def version(self):
        return np.__version__

    def bytes(self):
        return self.starts.nbytes + self.nodes.nbytes + self.strengths.nbytes

    def _distinct(self, nodes):
        """Each once, by remembering who came last; nothing is sorted."""
        places = np.arange(len(nodes))
        self.first[nodes] = places
        return nodes[self.first[nodes] == places]

    def _loose(self, person, top, among=None):
        friends = self.nodes[self.starts[person] : self.starts[person + 1]]
        own = self.strengths[self.starts[person] : self.starts[person + 1]]
        places, lengths = gather(self.starts, friends)
        known = self.nodes[places]
        weights = np.repeat(self.weights[friends], lengths)
        if among is not None:
            wanted = self.network.employer[known] == among
            known, weights = known[wanted], weights[wanted]
        np.add.at(self.counters, known, weights)
        self.is_out[friends], self.is_out[person] = True, True
        targets = self._distinct(known)
        targets = targets[~self.is_out[targets]]
        targets, scores = best(targets, self.counters[targets], top)
        self.counters[known] = 0
        self.is_out[friends], self.is_out[person] = False, False
        return self.details.of(friends, own, targets, scores)

    def loose(self, person, top):
        return self._loose(person, top)

    def loose_where(self, person, employer, top):
        return self._loose(person, top, employer)

    def distance(self, one, other):
        """Breadth-first from both sides, the smaller ring first."""
        if one == other:
            return 0
        n = self.network.n_people
        seen = [np.zeros(n, bool), np.zeros(n, bool)]
        rings = [np.array([one]), np.array([other])]
        seen[0][one], seen[1][other] = True, True
        depth = 0
        while len(rings[0]) and len(rings[1]):
            sizes = [int((self.starts[ring + 1] - self.starts[ring]).sum()) for ring in rings]
            side = int(sizes[0] > sizes[1])
            depth += 1
            reached = self.nodes[gather(self.starts, rings[side])[0]]
            if seen[1 - side][reached].any():
                return depth
            reached = self._distinct(reached[~seen[side][reached]])
            seen[side][reached] = True
            rings[side] = reached
        return None

    def reach(self, person, employer, top):
        """The best product within two ties by maxima into an array, then the arcs that arrive at the targets."""
        rings = [np.array([person])]
        self.products[person] = 1.0
        for _ in range(2):
            places, lengths = gather(self.starts, rings[-1])
            reached = self.nodes[places]
            products = np.repeat(self.products[rings[-1]], lengths) * self.strengths[places]
            better = products > self.products[reached]
            reached, products = reached[better], products[better]
            np.maximum.at(self.products, reached, products)
            rings.append(self._distinct(reached))
        targets = np.flatnonzero(self.network.employer == employer)
        targets = targets[targets != person]
        places, lengths = gather(self.starts, targets)
        last = self.products[self.nodes[places]] * self.strengths[places]
        for ring in rings:
            self.products[ring] = 0
        filled = lengths > 0
        heads = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        strengths, targets = np.maximum.reduceat(last, heads), targets[filled]
        found = strengths > 0
        targets, strengths = best(targets[found], strengths[found], top)
        return list(zip(targets.tolist(), strengths.tolist(), strict=True))

    def batch(self, people, top):
        return [[row[:4] for row in self._loose(person, top)] for person in people]
