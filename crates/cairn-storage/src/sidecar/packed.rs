//! Numbers of the same few bits each, one after the other.

/// Numbers of up to 48 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    /// One more than the numbers need, so that each may be read from two.
    words: Vec<u64>,
    bits: u32,
}

impl Packed {
    /// So many bits at most.
    pub(super) const MOST_BITS: u32 = 48;

    /// Packs the lowest `bits` bits of each number.
    pub(super) fn of(numbers: impl ExactSizeIterator<Item = u64>, bits: u32) -> Self {
        let mut words = vec![0; words_for(numbers.len(), bits)];
        let mask = mask(bits);
        for (at, number) in numbers.enumerate() {
            let (word, shift) = place(at, bits);
            let wide = u128::from(number & mask) << shift;
            words[word] |= low(wide);
            words[word + 1] |= low(wide >> 64);
        }
        Self { words, bits }
    }

    /// The words as they were stored; `None` if they are not as many as so many numbers need.
    pub(super) fn of_words(words: Vec<u64>, numbers: usize, bits: u32) -> Option<Self> {
        (words.len() == words_for(numbers, bits)).then_some(Self { words, bits })
    }

    /// The n-th number.
    pub(super) fn get(&self, at: usize) -> u64 {
        let (word, shift) = place(at, self.bits);
        let wide = u128::from(self.words[word]) | (u128::from(self.words[word + 1]) << 64);
        low(wide >> shift) & mask(self.bits)
    }

    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }
}

/// How many words hold so many numbers of so many bits.
pub(super) fn words_for(numbers: usize, bits: u32) -> usize {
    (numbers * bits as usize).div_ceil(64).max(1) + 1
}

#[expect(clippy::cast_possible_truncation, reason = "less than 64")]
fn place(at: usize, bits: u32) -> (usize, u32) {
    let bit = at * bits as usize;
    (bit / 64, (bit % 64) as u32)
}

fn mask(bits: u32) -> u64 {
    (1 << bits) - 1
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "the upper half was masked")]
fn low(wide: u128) -> u64 {
    (wide & u128::from(u64::MAX)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_width_come_back() {
        for bits in 0..=Packed::MOST_BITS {
            let numbers: Vec<u64> = (0..200_u64)
                .map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) & mask(bits))
                .chain([0, mask(bits), mask(bits)])
                .collect();
            let packed = Packed::of(numbers.iter().copied(), bits);
            let back: Vec<u64> = (0..numbers.len()).map(|at| packed.get(at)).collect();
            assert_eq!(back, numbers, "{bits} bits");
            let words = packed.words().to_vec();
            assert_eq!(
                Packed::of_words(words.clone(), numbers.len(), bits),
                Some(packed)
            );
            assert_eq!(
                Packed::of_words(words, numbers.len() + 64, bits.max(1)),
                None
            );
        }
    }
}
