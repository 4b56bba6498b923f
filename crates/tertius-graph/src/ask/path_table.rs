//! What a path search knows about nodes: products of strengths from the start and toward the goal, by node.

/// What is known of one node; 0 is nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    pub(super) node: u32,
    /// Best product of one and of two arcs from the start.
    pub(super) out: [f64; 2],
    /// Best product of one, two and three arcs to the goal.
    pub(super) back: [f64; 3],
}

/// Labels by node: an array of places, four bytes a node, and the labels themselves, few.
#[derive(Debug, Default)]
pub(super) struct Table {
    places: Vec<u32>,
    labels: Vec<Label>,
}

impl Table {
    pub(super) fn grow(&mut self, n_nodes: usize) {
        if self.places.len() < n_nodes {
            self.places.resize(n_nodes, 0);
        }
    }

    #[inline]
    pub(super) fn get(&self, node: u32) -> Option<&Label> {
        match self.places[node as usize] {
            0 => None,
            place => Some(&self.labels[place as usize - 1]),
        }
    }

    pub(super) fn entry(&mut self, node: u32) -> &mut Label {
        let place = &mut self.places[node as usize];
        if *place == 0 {
            self.labels.push(Label { node, out: [0.0; 2], back: [0.0; 3] });
            *place = self.labels.len() as u32;
        }
        &mut self.labels[*place as usize - 1]
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn label(&self, place: usize) -> Label {
        self.labels[place]
    }

    pub(super) fn clean(&mut self) {
        for label in self.labels.drain(..) {
            self.places[label.node as usize] = 0;
        }
    }
}
