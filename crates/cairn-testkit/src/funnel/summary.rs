//! A funnel's numbers over many persons, by simple counting (semantics S23).

/// The numbers of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NaiveStep {
    /// Persons that reached it.
    pub count: u64,
    /// Of these, persons whose window is still running.
    pub open: u64,
    /// Persons with a closed window that reached it, and that entered at all.
    pub from_start: (u64, u64),
    /// Persons with a closed window that reached it, and that reached the step before.
    pub from_previous: (u64, u64),
    /// Persons with a closed window that reached the step before and not this one.
    pub dropped: u64,
}

/// The numbers of every step, from the depth and openness of each person that entered.
pub fn naive_steps(steps: usize, entered: &[(usize, bool)]) -> Vec<NaiveStep> {
    let persons = |holds: &dyn Fn(usize, bool) -> bool| {
        let matching = entered.iter().filter(|(depth, open)| holds(*depth, *open));
        matching.count() as u64
    };
    let numbers = |step: usize| {
        let before = if step == 1 { 1 } else { step - 1 };
        let reached = persons(&|depth, open| depth >= step && !open);
        NaiveStep {
            count: persons(&|depth, _| depth >= step),
            open: persons(&|depth, open| depth >= step && open),
            from_start: (reached, persons(&|_, open| !open)),
            from_previous: (reached, persons(&|depth, open| depth >= before && !open)),
            dropped: persons(&|depth, open| step > 1 && depth == step - 1 && !open),
        }
    };
    (1..=steps).map(numbers).collect()
}
