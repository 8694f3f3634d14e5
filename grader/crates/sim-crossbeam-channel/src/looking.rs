//! Looking at operations one by one, in one or more rounds of the same order.
//!
//! Between two looks others may move. In an order of its own choice a select can find something ready,
//! or miss it, in many ways; here no order is chosen before it matters. What is known of it are the
//! looks in vain: at no position of the order stands an operation that was ready at one of that
//! position's looks. An operation can be taken if some order agrees with that.

use sim::Choice;

/// Looks at the operations as they are listed; gives the first that is ready.
pub(crate) fn in_order(
    count: usize,
    rounds: usize,
    is_ready: impl Fn(usize) -> bool,
) -> Option<usize> {
    (0..rounds).flat_map(|_| 0..count).find(|&operation| {
        sim::point();
        is_ready(operation)
    })
}

/// Looks at the operations in any order; gives one that is ready.
pub(crate) fn in_any_order(
    count: usize,
    rounds: usize,
    is_ready: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut order = Order {
        excluded: vec![Vec::new(); count],
    };
    // A second look at the only operation finds what a later first one would.
    let rounds = if count == 1 { 1 } else { rounds };
    for position in (0..rounds).flat_map(|_| 0..count) {
        sim::point();
        let ready: Vec<usize> = (0..count)
            .filter(|&operation| is_ready(operation))
            .collect();
        if ready.is_empty() {
            continue;
        }
        let mut options = ready.clone();
        options.retain(|&operation| order.can_have(Some((position, operation))));
        order.excluded[position].extend(ready);
        let count = options.len() + usize::from(order.can_have(None));
        let option = sim::choose(Choice::Branch, count);
        if let Some(&operation) = options.get(option) {
            return Some(operation);
        }
    }
    None
}

/// What is known of an order.
struct Order {
    /// For each position, the operations that do not stand there.
    excluded: Vec<Vec<usize>>,
}

impl Order {
    /// Whether there is such an order, with this operation at this position.
    fn can_have(&self, fixed: Option<(usize, usize)>) -> bool {
        let mut standing = vec![None; self.excluded.len()];
        if let Some((position, operation)) = fixed {
            if self.excluded[position].contains(&operation) {
                return false;
            }
            standing[operation] = Some(position);
        }
        let fixed = fixed.map(|(position, operation)| (position, Some(operation)));
        let (fixed_position, fixed_operation) = fixed.unwrap_or((usize::MAX, None));
        (0..self.excluded.len())
            .filter(|&position| position != fixed_position && !self.excluded[position].is_empty())
            .all(|position| {
                let mut tried = vec![false; self.excluded.len()];
                if let Some(operation) = fixed_operation {
                    tried[operation] = true;
                }
                self.place(position, &mut standing, &mut tried)
            })
    }

    /// Finds an operation for a position, moving others where need be (Kuhn 1955).
    fn place(&self, position: usize, standing: &mut [Option<usize>], tried: &mut [bool]) -> bool {
        (0..standing.len()).any(|operation| {
            if tried[operation] || self.excluded[position].contains(&operation) {
                return false;
            }
            tried[operation] = true;
            let free = match standing[operation] {
                None => true,
                Some(other) => self.place(other, standing, tried),
            };
            if free {
                standing[operation] = Some(position);
            }
            free
        })
    }
}
