"""scipy.sparse: one sparse row of weights times the matrix; for everybody, a block of rows times the matrix."""

import time

import numpy as np
import scipy
from scipy.sparse import csr_array, diags_array

from .peer import Peer
from .rows import Details, best


class SciPy(Peer):
    name = "scipy.sparse"
    form = "sparse row of weights times CSR matrix; details of the best 20 from their own rows"
    n_batch = 2000
    can_be_copied = True

    def __init__(self, network):
        super().__init__(network)
        began, cpu = time.perf_counter(), time.process_time()
        starts, nodes = np.array(network.starts), np.array(network.nodes)
        self.strengths = np.array(network.strengths)
        n = network.n_people
        shape = (n, n)
        self.ones = csr_array((np.ones(len(nodes)), nodes, starts.astype(np.int32)), shape=shape)
        network.starts, network.nodes, network.strengths = starts, nodes, self.strengths
        self.weights = np.array(network.weights)
        self.is_out = np.zeros(n, bool)
        self.employer = np.array(network.employer)
        self.details = Details(network)
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}

    def version(self):
        return scipy.__version__

    def bytes(self):
        ones = self.ones
        return ones.data.nbytes + ones.indices.nbytes + ones.indptr.nbytes + self.strengths.nbytes

    def _loose(self, person, top, among=None):
        friends, own = self.network.friends(person), self.network.friend_strengths(person)
        # Starts of another width than the matrix has would have the whole matrix converted for each product.
        starts = np.array([0, len(friends)], np.int32)
        row = csr_array((self.weights[friends], friends, starts), shape=(1, self.network.n_people))
        sums = row @ self.ones
        self.is_out[friends], self.is_out[person] = True, True
        wanted = ~self.is_out[sums.indices]
        self.is_out[friends], self.is_out[person] = False, False
        if among is not None:
            wanted &= self.employer[sums.indices] == among
        targets, scores = best(sums.indices[wanted], sums.data[wanted], top)
        return self.details.of(friends, own, targets, scores)

    def loose(self, person, top):
        return self._loose(person, top)

    def loose_where(self, person, employer, top):
        return self._loose(person, top, employer)

    def batch(self, people, top):
        """Rows of the product ones · weights · ones for a block of people, the best of each row, then their details."""
        answers = []
        weighted = diags_array(self.weights)
        for begin in range(0, len(people), 500):
            block = np.array(people[begin : begin + 500])
            sums = (self.ones[block] @ weighted) @ self.ones
            for place, person in enumerate(block.tolist()):
                row = slice(sums.indptr[place], sums.indptr[place + 1])
                friends = self.network.friends(person)
                self.is_out[friends], self.is_out[person] = True, True
                nodes, scores = sums.indices[row], sums.data[row]
                wanted = ~self.is_out[nodes]
                self.is_out[friends], self.is_out[person] = False, False
                targets, scores = best(nodes[wanted], scores[wanted], top)
                found = self.details.of(friends, self.network.friend_strengths(person), targets, scores)
                answers.append([row[:4] for row in found])
        return answers
