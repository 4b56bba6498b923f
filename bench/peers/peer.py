"""What a peer is: a class with a constructor that opens it, and one method for each question it can answer.

Methods, each optional, all in numbers of people:
    loose(person, top)                  -> [(target, score, mutual, bridge, bridge strength)], None for what it leaves out
    loose_where(person, employer, top)  -> the same, among the people of an employer
    distance(one, other)                -> number of ties, None when there is no way
    path(one, other)                    -> [strength] of the warmest path of at most 6 ties, [] when there is none
    path_forward(one, other)            -> the same by a search from one side only
    path3(one, other)                   -> [strength] of the three warmest loopless ones
    reach(person, employer, top)        -> [(target, strength)] of the best paths of at most 3 ties, the best targets
    batch(people, top)                  -> for each, [(target, score, mutual, bridge)]
"""

import time


class Peer:
    """The defaults. Subclasses state `name` and `form`, the best reasonable form that was found for it."""

    name = ""
    form = ""
    n_batch = 1000
    # What the machine's table says it was loaded from.
    loaded_from = "arrays"
    # Whether a copy of the process is a second peer, so that both cores answer for everybody.
    can_be_copied = False

    def __init__(self, network):
        self.network = network
        self.load = {}

    def cpu_ms(self):
        """Milliseconds of processor that were spent for this peer so far."""
        return time.process_time() * 1000

    def version(self):
        """Of the package."""
        return ""

    def bytes(self):
        """How much memory or disk the loaded network takes."""
        return 0

    def close(self):
        """Stops what was started."""
