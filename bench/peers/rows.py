"""Array arithmetic on rows that several peers share: what comes after, or before, the step that a peer does itself."""

import numpy as np


def gather(starts, people):
    """The places of all arcs of some people, row after row, and how many each has."""
    begins = starts[people]
    lengths = starts[people + 1] - begins
    total = int(lengths.sum())
    if total == 0:
        return np.empty(0, np.int64), lengths
    # Within a row places rise by one; at the first of a row they jump from the end of the row before.
    steps = np.ones(total, np.int64)
    filled = lengths > 0
    firsts, counts = begins[filled], lengths[filled]
    heads = np.concatenate([[0], np.cumsum(counts)[:-1]])
    steps[heads] = firsts
    steps[heads[1:]] -= firsts[:-1] + counts[:-1] - 1
    return np.cumsum(steps), lengths


def best(nodes, scores, top):
    """The best by score, of equal ones the first by number."""
    if len(nodes) > top:
        kth = np.partition(scores, len(scores) - top)[len(scores) - top]
        keep = scores >= kth
        nodes, scores = nodes[keep], scores[keep]
    order = np.lexsort((nodes, -scores))[:top]
    return nodes[order], scores[order]


class Details:
    """Mutual count and bridge of a few targets, read from their own rows."""

    def __init__(self, network):
        self.starts, self.nodes, self.strengths = network.starts, network.nodes, network.strengths
        self.mark = np.full(network.n_people, -1.0, np.float64)

    def of(self, friends, friend_strengths, targets, scores):
        """The answer to a loose question, row by row."""
        self.mark[friends] = friend_strengths
        rows = []
        for target, score in zip(targets.tolist(), scores.tolist(), strict=True):
            row = slice(self.starts[target], self.starts[target + 1])
            known = self.mark[self.nodes[row]]
            through = np.where(known >= 0, known * self.strengths[row], -1.0)
            place = int(through.argmax())
            mutual = int((known >= 0).sum())
            rows.append((target, score, mutual, int(self.nodes[row][place]), float(through[place])))
        self.mark[friends] = -1.0
        return rows
