"""NetworKit: its own bidirectional search; loose connections by a loop in Python over its neighbour iterators.

Its link prediction scores given pairs and cannot list who is two steps away, so there is no shorter way within it.
"""

import time

import networkit as nk
import numpy as np

from .peer import Peer
from .rows import Details, best


class NetworKit(Peer):
    name = "NetworKit"
    form = "its bidirectional breadth-first search; loose by a Python loop over iterNeighbors"

    def __init__(self, network):
        super().__init__(network)
        nk.setNumberOfThreads(1)
        src, dst, strengths = (np.array(column) for column in network.arcs())
        one_way = src < dst
        columns = (strengths[one_way].astype(np.float64), (src[one_way], dst[one_way]))
        del src, dst, strengths
        began, cpu, memory = time.perf_counter(), time.process_time(), _resident()
        self.graph = nk.GraphFromCoo(columns, n=network.n_people, weighted=True, directed=False)
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
        self.memory = _resident() - memory
        self.weights = np.array(network.weights)
        network.starts, network.nodes = np.array(network.starts), np.array(network.nodes)
        network.strengths = np.array(network.strengths)
        self.details = Details(network)

    def version(self):
        return nk.__version__

    def bytes(self):
        return self.memory

    def loose(self, person, top):
        sums = {}
        friends = list(self.graph.iterNeighbors(person))
        for friend in friends:
            weight = self.weights[friend]
            for node in self.graph.iterNeighbors(friend):
                sums[node] = sums.get(node, 0.0) + weight
        for known in (person, *friends):
            sums.pop(known, None)
        nodes, scores = np.fromiter(sums.keys(), np.int32), np.fromiter(sums.values(), np.float64)
        targets, scores = best(nodes, scores, top)
        friends = self.network.friends(person)
        return self.details.of(friends, self.network.friend_strengths(person), targets, scores)

    def distance(self, one, other):
        search = nk.distance.BidirectionalBFS(self.graph, one, other, False)
        search.run()
        hops = search.getDistance()
        return int(hops) if hops < self.network.n_people else None


def _resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
