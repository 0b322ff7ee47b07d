//! Many tests at once: how many of those called significant are so by chance.

/// The p of each test, adjusted so that calling those up to q significant lets at most the share q of them be so
/// by chance; in the order given.
///
/// With m tests, the adjusted p of the i-th smallest is the least of m · p₍ⱼ₎ ÷ j over j ≥ i.
///
/// Source: Y. Benjamini and Y. Hochberg (1995), "Controlling the false discovery rate: a practical and powerful
/// approach to multiple testing", JRSS B 57. It holds for independent tests and for positively dependent ones.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut by_size: Vec<usize> = (0..p.len()).collect();
    by_size.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, place) in by_size.iter().enumerate().rev() {
        least = least.min(p[*place] * p.len() as f64 / (rank + 1) as f64);
        adjusted[*place] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests;
