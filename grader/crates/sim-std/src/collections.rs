//! `std::collections`: all real, but for the two whose order is random in reality.

mod map;
mod set;

pub use ::std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, LinkedList, TryReserveError, VecDeque, binary_heap, btree_map,
    btree_set, linked_list, vec_deque,
};
pub use ::std::ops::Bound;
pub use map::HashMap;
pub use set::HashSet;

/// A hash map, and what it consists of.
pub mod hash_map {
    pub use super::map::HashMap;
    pub use crate::hash::{DefaultHasher, RandomState};
    pub use ::std::collections::hash_map::{
        Drain, Entry, ExtractIf, IntoIter, IntoKeys, IntoValues, Iter, IterMut, Keys,
        OccupiedEntry, VacantEntry, Values, ValuesMut,
    };
}

/// A hash set, and what it consists of.
pub mod hash_set {
    pub use super::set::HashSet;
    pub use ::std::collections::hash_set::{
        Difference, Drain, ExtractIf, Intersection, IntoIter, Iter, SymmetricDifference, Union,
    };
}
