//! Cycles of a directed graph whose nodes are added one by one.
//!
//! Finds the edges that close a cycle when a node is added, for all nodes at once, by divide and conquer over
//! the order of nodes. A search for each node would take time in the product of nodes and edges.

/// For each edge, whether it is on a cycle whose last node is the edge's target. Nodes are numbers below
/// `nodes`, in the order in which they are added.
pub(super) fn closing_edges(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut search = Search {
        edges,
        merged: (0..nodes).collect(),
        places: vec![usize::MAX; nodes],
        closes: edges.iter().map(|(from, to)| from == to).collect(),
    };
    let between = edges.iter().enumerate();
    let between = between.filter(|(_, (from, to))| from != to);
    let all = between.map(|(index, _)| index).collect();
    search.solve(0, nodes, all);
    search.closes
}

struct Search<'a> {
    edges: &'a [(usize, usize)],
    /// Union-find: for each node, another one of its known cycle, or itself.
    merged: Vec<usize>,
    /// The indexes of nodes in the current subgraph.
    places: Vec<usize>,
    closes: Vec<bool>,
}

impl Search<'_> {
    /// Finds for each edge the node in `first..end` whose addition closes a cycle with it, or `end` if
    /// there is none.
    fn solve(&mut self, first: usize, end: usize, edges: Vec<usize>) {
        if edges.is_empty() {
            return;
        }
        if first == end {
            return;
        }
        if first + 1 == end {
            let (on_cycle, _) = self.split(first, edges);
            for edge in on_cycle {
                let (from, to) = self.edges[edge];
                self.closes[edge] = to == first;
                let (from, to) = (self.find(from), self.find(to));
                self.merged[from] = to;
            }
            return;
        }
        let middle = first + (end - first) / 2;
        let (on_cycle, others) = self.split(middle - 1, edges);
        self.solve(first, middle, on_cycle);
        self.solve(middle, end, others);
    }

    /// Splits edges into those on cycles of the nodes up to `last`, and the others.
    fn split(&mut self, last: usize, edges: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let mut ends = Vec::with_capacity(edges.len());
        let mut nodes = Vec::new();
        for edge in &edges {
            let (from, to) = self.edges[*edge];
            let (from, to) = (self.find(from), self.find(to));
            for node in [from, to] {
                if self.places[node] == usize::MAX {
                    self.places[node] = nodes.len();
                    nodes.push(node);
                }
            }
            ends.push((self.places[from], self.places[to]));
        }
        for node in &nodes {
            self.places[*node] = usize::MAX;
        }
        let is_there = |edge: usize| {
            let (from, to) = self.edges[edge];
            from.max(to) <= last
        };
        let mut targets = vec![Vec::new(); nodes.len()];
        for (edge, (from, to)) in edges.iter().zip(&ends) {
            if is_there(*edge) {
                targets[*from].push(*to);
            }
        }
        let components = components(&targets);
        let is_on_cycle = |(edge, (from, to)): &(usize, (usize, usize))| {
            is_there(*edge) && components[*from] == components[*to]
        };
        let (on_cycle, others): (Vec<_>, Vec<_>) =
            edges.into_iter().zip(ends).partition(is_on_cycle);
        let of = |edges: Vec<(usize, _)>| edges.into_iter().map(|(edge, _)| edge).collect();
        (of(on_cycle), of(others))
    }

    /// The representative of a node's known cycle.
    fn find(&mut self, mut node: usize) -> usize {
        while self.merged[node] != node {
            self.merged[node] = self.merged[self.merged[node]];
            node = self.merged[node];
        }
        node
    }
}

/// The number of the strongly connected component of each node (Tarjan's algorithm, with its stacks on the
/// heap, since a cycle may be as long as the definition).
fn components(targets: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut component = vec![NONE; targets.len()];
    let mut number = vec![NONE; targets.len()];
    let mut lowest = vec![NONE; targets.len()];
    let (mut numbers, mut found) = (0, 0);
    let mut open = Vec::new();
    for start in 0..targets.len() {
        if number[start] != NONE {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if *next == 0 {
                number[node] = numbers;
                lowest[node] = numbers;
                numbers += 1;
                open.push(node);
            }
            if let Some(target) = targets[node].get(*next).copied() {
                *next += 1;
                if number[target] == NONE {
                    path.push((target, 0));
                } else if component[target] == NONE {
                    lowest[node] = lowest[node].min(number[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                lowest[*parent] = lowest[*parent].min(lowest[node]);
            }
            if lowest[node] == number[node] {
                while let Some(member) = open.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::closing_edges;

    /// A reference implementation: searches a path from the target to the source over nodes that are
    /// not later.
    fn by_definition(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
        let leads_back = |(from, to): &(usize, usize)| {
            let mut seen = vec![false; nodes];
            let mut pending = vec![*to];
            while let Some(node) = pending.pop() {
                if node <= *to && !std::mem::replace(&mut seen[node], true) {
                    let next = edges.iter().filter(|(source, _)| *source == node);
                    pending.extend(next.map(|(_, target)| *target));
                }
            }
            seen[*from]
        };
        edges.iter().map(leads_back).collect()
    }

    #[test]
    fn edges_close_the_cycles_that_they_close_by_definition() {
        // A random generator with a fixed seed.
        let mut state = 7_usize;
        let mut number = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for round in 0..2_000 {
            let nodes = 1 + round % 12;
            let count = number(3 * nodes);
            let edges: Vec<_> = (0..count).map(|_| (number(nodes), number(nodes))).collect();
            let expected = by_definition(nodes, &edges);
            assert_eq!(closing_edges(nodes, &edges), expected, "{edges:?}");
        }
    }

    #[test]
    fn a_large_graph_of_cycles_is_no_product_of_its_nodes_and_edges() {
        const NODES: usize = 30_000;
        let edges = (0..NODES)
            .flat_map(|node| (1..8).map(move |step| (node, (node * (step + 2) + step) % NODES)));
        let edges: Vec<_> = edges.collect();
        let closing = closing_edges(NODES, &edges);
        assert!(closing.iter().any(|closes| *closes));
        assert!(!closing.iter().all(|closes| *closes));
    }
}
