//! Conditions joined by all, any and not.

/// Conditions on a person, joined.
#[derive(Debug, Clone)]
pub enum Membership<T> {
    /// All of them hold.
    All(Vec<Membership<T>>),
    /// At least one of them holds.
    Any(Vec<Membership<T>>),
    /// It does not hold.
    Not(Box<Membership<T>>),
    /// This holds.
    Is(T),
}

impl<T> Membership<T> {
    /// Whether it holds, by what holds of its conditions.
    pub fn holds(&self, is: &mut impl FnMut(&T) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(is)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(is)),
            Self::Not(part) => !part.holds(is),
            Self::Is(this) => is(this),
        }
    }

    /// Each of its conditions, in the order they are written.
    pub fn traits(&self) -> Vec<&T> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::traits).collect(),
            Self::Not(part) => part.traits(),
            Self::Is(this) => vec![this],
        }
    }

    /// The same with the place of each condition among [`Self::traits`] instead of the condition.
    pub fn numbered(&self) -> Membership<usize> {
        self.numbered_from(&mut 0)
    }

    fn numbered_from(&self, next: &mut usize) -> Membership<usize> {
        let mut all = |parts: &[Self]| parts.iter().map(|part| part.numbered_from(next)).collect();
        match self {
            Self::All(parts) => Membership::All(all(parts)),
            Self::Any(parts) => Membership::Any(all(parts)),
            Self::Not(part) => Membership::Not(Box::new(part.numbered_from(next))),
            Self::Is(_) => {
                *next += 1;
                Membership::Is(*next - 1)
            }
        }
    }
}
