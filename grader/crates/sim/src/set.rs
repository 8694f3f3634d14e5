//! A set of small numbers, for the threads that can move.
//!
//! Owns the bit arithmetic only; which thread is in the set is the runtime's business.

/// A set of thread numbers that knows its size and its order.
#[derive(Default)]
pub(crate) struct Set {
    words: Vec<u64>,
    len: usize,
}

impl Set {
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.len = 0;
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn contains(&self, item: u32) -> bool {
        let (word, bit) = split(item);
        self.words.get(word).is_some_and(|w| w & bit != 0)
    }

    #[inline]
    pub(crate) fn insert(&mut self, item: u32) {
        let (word, bit) = split(item);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if self.words[word] & bit == 0 {
            self.words[word] |= bit;
            self.len += 1;
        }
    }

    #[inline]
    pub(crate) fn remove(&mut self, item: u32) {
        let (word, bit) = split(item);
        if let Some(w) = self.words.get_mut(word)
            && *w & bit != 0
        {
            *w &= !bit;
            self.len -= 1;
        }
    }

    /// The `n`th member after `item` in ascending cyclic order; `n` counts from 0 and `item` itself,
    /// if it is a member, comes last. `n` is smaller than the size.
    pub(crate) fn nth_after(&self, item: u32, n: usize) -> u32 {
        if let [word] = self.words[..] {
            return nth_of(word, item, n);
        }
        let below = self.rank(item + 1);
        let position = (below + n) % self.len;
        self.nth(position)
    }

    /// How many members are smaller than `item`.
    fn rank(&self, item: u32) -> usize {
        let (word, bit) = split(item);
        let whole = self
            .words
            .iter()
            .take(word)
            .map(|w| w.count_ones() as usize)
            .sum::<usize>();
        let part = self
            .words
            .get(word)
            .map_or(0, |w| (w & (bit - 1)).count_ones() as usize);
        whole + part
    }

    fn nth(&self, mut n: usize) -> u32 {
        for (index, &word) in self.words.iter().enumerate() {
            let ones = word.count_ones() as usize;
            if n < ones {
                let mut word = word;
                for _ in 0..n {
                    word &= word - 1;
                }
                return u32::try_from(index).expect("fewer than 2^32 words") * 64
                    + word.trailing_zeros();
            }
            n -= ones;
        }
        unreachable!("the position is smaller than the size")
    }
}

/// As [`Set::nth_after`], for members that fit in one word, as they do nearly always: without counting bits, and
/// without a division. `word` is not 0.
fn nth_of(word: u64, item: u32, n: usize) -> u32 {
    let or_from_the_start = |rest: u64| if rest == 0 { word } else { rest };
    let above = word & (u64::MAX - 1).checked_shl(item).unwrap_or(0);
    let mut rest = or_from_the_start(above);
    for _ in 0..n {
        rest = or_from_the_start(rest & (rest - 1));
    }
    rest.trailing_zeros()
}

fn split(item: u32) -> (usize, u64) {
    ((item / 64) as usize, 1 << (item % 64))
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn order_is_cyclic_and_ends_with_the_item_itself() {
        let mut set = Set::default();
        for item in [0, 3, 63, 64, 130] {
            set.insert(item);
        }
        let order = |from| {
            (0..set.len())
                .map(|n| set.nth_after(from, n))
                .collect::<Vec<_>>()
        };
        assert_eq!(order(3), [63, 64, 130, 0, 3]);
        assert_eq!(order(130), [0, 3, 63, 64, 130]);
        assert_eq!(order(100), [130, 0, 3, 63, 64]);
    }

    #[test]
    fn a_single_word_has_the_same_order() {
        let mut set = Set::default();
        for item in [0, 3, 62, 63] {
            set.insert(item);
        }
        let order = |from| (0..4).map(|n| set.nth_after(from, n)).collect::<Vec<_>>();
        assert_eq!(order(0), [3, 62, 63, 0]);
        assert_eq!(order(3), [62, 63, 0, 3]);
        assert_eq!(order(10), [62, 63, 0, 3]);
        assert_eq!(order(63), [0, 3, 62, 63]);
        assert_eq!(order(64), [0, 3, 62, 63]);
    }

    #[test]
    fn insert_and_remove_keep_the_size() {
        let mut set = Set::default();
        set.insert(70);
        set.insert(70);
        assert_eq!(set.len(), 1);
        set.remove(5);
        set.remove(70);
        assert_eq!(set.len(), 0);
        assert!(!set.contains(70));
    }
}
