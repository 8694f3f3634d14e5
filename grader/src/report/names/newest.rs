//! Where the source takes out first what was put in last.

use super::{
    flow::{Lines, Spot},
    last_name,
};
use crate::walk::{self as visit, Visit};

/// A call that takes out what another put in last.
pub(in super::super) struct Newest {
    /// Where it takes out.
    pub(in super::super) taken: Spot,
    /// Where that was put in.
    pub(in super::super) put: Spot,
    /// The collection.
    pub(in super::super) name: String,
}

/// The calls in these lines that take the newest out of a collection: what the file puts into it goes in at the same end.
/// A heap has no ends.
pub(in super::super) fn newest_first(file: &syn::File, lines: Lines) -> Vec<Newest> {
    let mut ends = Ends::default();
    ends.visit_file(file);
    if ends.has_a_heap {
        return Vec::new();
    }
    let Ends { puts, takes, .. } = ends;
    let is_inside = |spot: Spot| (lines.0..=lines.1).contains(&spot.line);
    let takes = takes.into_iter().filter(|(spot, _)| is_inside(*spot));
    let newest = |(taken, end): (Spot, End)| {
        let (put, _) = puts.iter().find(|(_, put)| *put == end)?;
        Some(Newest {
            taken,
            put: *put,
            name: end.name,
        })
    };
    takes.filter_map(newest).collect()
}

/// One end of a collection.
#[derive(PartialEq, Eq)]
struct End {
    name: String,
    is_front: bool,
}

#[derive(Default)]
struct Ends {
    puts: Vec<(Spot, End)>,
    takes: Vec<(Spot, End)>,
    has_a_heap: bool,
}

impl<'ast> Visit<'ast> for Ends {
    fn visit_expr_method_call(&mut self, it: &'ast syn::ExprMethodCall) {
        let method = it.method.to_string();
        let is_front = method.ends_with("_front");
        let end = last_name(&it.receiver).map(|name| End { name, is_front });
        let here = |end| (Spot::of(&it.method), end);
        match (&*method, it.args.len()) {
            ("push" | "push_back" | "push_front", 1) => self.puts.extend(end.map(here)),
            ("pop" | "pop_back" | "pop_front", 0) => self.takes.extend(end.map(here)),
            _ => {}
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_path_segment(&mut self, it: &'ast syn::PathSegment) {
        self.has_a_heap |= it.ident == "BinaryHeap";
        visit::visit_path_segment(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::newest_first;

    #[test]
    fn what_goes_in_and_out_at_one_end_comes_newest_first() {
        let found = |text: &str| {
            let file = syn::parse_file(text).unwrap();
            let found = newest_first(&file, (2, 9)).into_iter();
            found
                .map(|it| (it.taken.line, it.put.line, it.name))
                .collect::<Vec<_>>()
        };
        let stack = "fn f() {\n stack.0.push(1);\n stack.0.pop();\n}\n";
        assert_eq!(found(stack), [(3, 2, "stack.0".to_owned())]);
        let deque = "fn f() {\n queue.push_back(1);\n queue.pop_back();\n}\n";
        assert_eq!(found(deque), [(3, 2, "queue".to_owned())]);
        let line = "fn f() {\n queue.push_back(1);\n queue.pop_front();\n other.pop();\n}\n";
        assert!(found(line).is_empty());
        let heap = "fn f() {\n heap.push(1);\n heap.pop();\n let heap: BinaryHeap<u8>;\n}\n";
        assert!(found(heap).is_empty());
    }
}
