//! Hash maps and sets: the order is the same in each run of a schedule, and differs between maps.

use crate::support::every;
use sim_std::collections::{HashMap, HashSet};
use sim_std::hash::RandomState;
use std::collections::BTreeSet;
use std::hash::BuildHasher;

#[test]
fn the_order_is_the_same_in_every_run_of_a_schedule() {
    let orders = every(|| {
        let map: HashMap<u32, u32> = (0..50).map(|n| (n, n)).collect();
        map.into_keys().collect::<Vec<_>>()
    });
    assert_eq!(orders.len(), 1);
}

#[test]
fn two_maps_have_different_orders() {
    every(|| {
        let keys = || {
            HashMap::from([1, 2, 3, 4, 5, 6, 7].map(|n| (n, n)))
                .into_keys()
                .collect::<Vec<u32>>()
        };
        assert_ne!(keys(), keys());
        assert_ne!(
            RandomState::new().hash_one(1),
            RandomState::new().hash_one(1)
        );
    });
}

#[test]
fn maps_do_what_the_real_ones_do() {
    every(|| {
        let mut map = HashMap::new();
        *map.entry("a").or_insert(0) += 1;
        map.insert("b", 2);
        map.extend([("c", 3)]);
        map.extend(&HashMap::from([("d", 4)]));
        assert_eq!(map["a"], 1);
        assert_eq!(map.get("b").copied(), Some(2));
        for (_, value) in &mut map {
            *value *= 10;
        }
        map.retain(|_, value| *value < 40);
        let total: i32 = map.values().sum();
        assert_eq!((total, map.len(), (&map).into_iter().count()), (60, 3, 3));
        assert_eq!(map.clone(), map);
        assert_eq!(map.remove("c"), Some(30));
        assert_eq!(
            map.into_iter().collect::<BTreeSet<_>>(),
            BTreeSet::from([("a", 10), ("b", 20)])
        );
        assert_eq!(format!("{:?}", HashMap::from([(1, 2)])), "{1: 2}");
    });
}

#[test]
fn sets_do_what_the_real_ones_do() {
    every(|| {
        let (a, b) = (HashSet::from([1, 2, 3]), HashSet::from([2, 3, 4]));
        assert_eq!(&a & &b, HashSet::from([2, 3]));
        assert_eq!(&a | &b, HashSet::from([1, 2, 3, 4]));
        assert_eq!(&a - &b, HashSet::from([1]));
        assert_eq!(&a ^ &b, HashSet::from([1, 4]));
        assert_eq!(a.intersection(&b).count(), 2);
        assert_eq!(a.union(&b).copied().collect::<BTreeSet<_>>().len(), 4);
        assert!(!a.is_subset(&b) && a.contains(&1));
        let mut c: HashSet<i32> = a.iter().map(|n| n * 2).collect();
        c.extend(&b);
        assert!(c.insert(9) && !c.insert(9) && c.remove(&9));
        assert_eq!(
            c.into_iter().collect::<BTreeSet<_>>(),
            BTreeSet::from([2, 3, 4, 6])
        );
    });
}
