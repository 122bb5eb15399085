//! Chance that is the same on every machine. Bits come from xoshiro256** (Blackman
//! and Vigna) seeded by splitmix64; logarithm and exponential are computed here from
//! the four operations alone, because those of the system differ in the last bit.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

/// One step of splitmix64.
fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A 64-bit number that follows from a text (FNV-1a, then mixed).
pub fn hash(text: &str) -> u64 {
    let fold = |h: u64, byte: u8| (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    let mut state = text.bytes().fold(0xCBF2_9CE4_8422_2325, fold);
    splitmix64(&mut state)
}

impl Random {
    /// The stream of a purpose: streams of other purposes or numbers are unrelated, so
    /// that more pages do not change the failures.
    pub fn new(seed: u64, purpose: &str, number: u64) -> Self {
        let mut mixed = seed ^ hash(purpose);
        let mut state = splitmix64(&mut mixed) ^ number;
        Self { state: std::array::from_fn(|_| splitmix64(&mut state)) }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in the open interval (0, 1).
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Uniform in `0..n`; the bias of the multiplication is below n/2⁶⁴.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// Uniform in `from..=to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1) as usize) as i64
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of some things.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Exponential with the given mean, by inversion.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -ln(self.unit()) * mean
    }
}

/// Natural logarithm of a positive normal number: m·2ᵉ with m around 1, then the
/// series of artanh.
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7FF) as i64 - 1023;
    let mut m = f64::from_bits(bits & 0x000F_FFFF_FFFF_FFFF | 1023 << 52);
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        exponent += 1;
    }
    let t = (m - 1.0) / (m + 1.0);
    let squared = t * t;
    let mut sum = 0.0;
    for k in (0..12_u32).rev() {
        sum = sum * squared + 1.0 / f64::from(2 * k + 1);
    }
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * t * sum
}

/// 1 − e⁻ˣ for x ≥ 0, exact also where x is tiny.
pub fn one_minus_exp(x: f64) -> f64 {
    if x > 40.0 {
        return 1.0;
    }
    // The series of 1 − e⁻ʸ for y ≤ ½, then 1 − e⁻²ʸ = d·(2 − d) as often as halved.
    let (mut y, mut halvings) = (x, 0);
    while y > 0.5 {
        y /= 2.0;
        halvings += 1;
    }
    let mut d = 0.0;
    for k in (1..=16_u32).rev() {
        d = y / f64::from(k) * (1.0 - d);
    }
    for _ in 0..halvings {
        d *= 2.0 - d;
    }
    d
}

/// `count` uniform numbers in (0, 1) in ascending order, one at a time: each is the
/// smallest of those that remain, so that none has to be kept.
pub struct Ascending {
    random: Random,
    left: u64,
    at: f64,
}

impl Ascending {
    /// So many of them.
    pub fn new(random: Random, count: u64) -> Self {
        Self { random, left: count, at: 0.0 }
    }
}

impl Iterator for Ascending {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        if self.left == 0 {
            return None;
        }
        let step = one_minus_exp(-ln(self.random.unit()) / self.left as f64);
        self.at += (1.0 - self.at) * step;
        self.left -= 1;
        Some(self.at)
    }
}

#[cfg(test)]
#[allow(unused_imports, reason = "the benchmark includes this without a test harness")]
mod tests {
    use super::*;

    #[test]
    fn the_own_logarithm_and_exponential_are_those_of_the_system() {
        let mut r = Random::new(1, "test", 0);
        for _ in 0..2000 {
            let x = r.unit();
            assert!((ln(x) / x.ln() - 1.0).abs() < 1e-13, "{x}");
            let y = r.exponential(2.0) * r.unit();
            assert!((one_minus_exp(y) / -(-y).exp_m1() - 1.0).abs() < 1e-13, "{y}");
        }
        assert!((one_minus_exp(1e-12) / 1e-12 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ascending_numbers_are_as_many_as_asked_and_uniform() {
        let all: Vec<f64> = Ascending::new(Random::new(2, "test", 0), 20_000).collect();
        assert_eq!(all.len(), 20_000);
        assert!(all.is_sorted() && all[0] > 0.0 && all[19_999] < 1.0);
        for (tenth, part) in all.chunks(2000).enumerate() {
            // The k-th of n uniform numbers lies around k/n, within 1/√n.
            assert!((part[0] - tenth as f64 / 10.0).abs() < 0.02, "{tenth}: {}", part[0]);
        }
    }

    #[test]
    fn streams_of_other_purposes_differ() {
        let first = |purpose: &str, number| Random::new(1, purpose, number).bits();
        let all = [first("a", 0), first("a", 1), first("b", 0), Random::new(2, "a", 0).bits()];
        let distinct: std::collections::BTreeSet<u64> = all.into_iter().collect();
        assert_eq!(distinct.len(), 4);
    }
}
