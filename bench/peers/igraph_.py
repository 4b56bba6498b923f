"""python-igraph: its own shortest paths; loose connections from its neighbour lists, added up in NumPy."""

import time
import warnings

import igraph
import numpy as np

from .networkit_ import _resident
from .peer import Peer
from .rows import Details, best


class IGraph(Peer):
    name = "igraph"
    form = "neighbour lists of friends, added up in NumPy; get_shortest_path() of one pair"

    def __init__(self, network):
        super().__init__(network)
        src, dst, _ = network.arcs()
        one_way = src < dst
        pairs = np.column_stack([src[one_way], dst[one_way]])
        del src, dst
        began, cpu, memory = time.perf_counter(), time.process_time(), _resident()
        self.graph = igraph.Graph(n=network.n_people, edges=pairs, directed=False)
        self.load = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}
        self.memory = _resident() - memory
        self.weights = np.array(network.weights)
        self.counters = np.zeros(network.n_people)
        network.starts, network.nodes = np.array(network.starts), np.array(network.nodes)
        network.strengths = np.array(network.strengths)
        self.details = Details(network)

    def version(self):
        return igraph.__version__

    def bytes(self):
        return self.memory

    def loose(self, person, top):
        friends = self.graph.neighbors(person)
        rows = [self.graph.neighbors(friend) for friend in friends]
        lengths = [len(row) for row in rows]
        known = np.concatenate([np.array(row, np.int32) for row in rows])
        np.add.at(self.counters, known, np.repeat(self.weights[friends], lengths))
        self.counters[friends], self.counters[person] = 0, 0
        targets = np.unique(known)
        targets = targets[self.counters[targets] > 0]
        targets, scores = best(targets, self.counters[targets], top)
        self.counters[known] = 0
        friends = self.network.friends(person)
        return self.details.of(friends, self.network.friend_strengths(person), targets, scores)

    def distance(self, one, other):
        """Its distances() searches from one side to the end; this stops at the goal, and is thirty times quicker."""
        with warnings.catch_warnings(action="ignore"):
            way = self.graph.get_shortest_path(one, other)
        return len(way) - 1 if way else None
