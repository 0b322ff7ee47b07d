//! What a plan says of the names that events have, by the codes of each source.

use cairn_core::journey::RuleSet;
use cairn_storage::name_bit;

use crate::error::AskError;
use crate::extract::{Extractor, NameFit};
use crate::plan::Plan;

/// What a plan says of the names of one source.
pub(crate) struct NamesOfSource<'a> {
    /// By code.
    pub(crate) by_code: Vec<KnownName<'a>>,
    /// The bits of all names that matter.
    pub(crate) wanted: u64,
    /// The bits of the names of which a person must have one.
    pub(crate) required: u64,
}

/// What a plan says of a name.
pub(crate) struct KnownName<'a> {
    pub(crate) name: String,
    pub(crate) fit: NameFit<'a>,
    pub(crate) is_wanted: bool,
}

impl<'a> NamesOfSource<'a> {
    pub(crate) fn of(extractor: &Extractor<'a>, names: &[String]) -> Result<Self, AskError> {
        let plan = extractor.plan;
        let known = names.iter().map(|name| KnownName::of(extractor, name));
        let by_code: Vec<KnownName<'a>> = known.collect::<Result<_, AskError>>()?;
        let bits = |takes: &dyn Fn(&KnownName<'a>) -> bool| {
            let numbered = (0_u32..).zip(&by_code);
            let taken = numbered.filter(|(_, name)| takes(name));
            taken.fold(0, |bits, (code, _)| bits | name_bit(code))
        };
        let is_required = |name: &KnownName<'a>| {
            let required = plan.requires;
            required.is_none_or(|rule| name.fit.rules().contains(rule))
                || extractor.notes_restated()
        };
        Ok(Self {
            wanted: bits(&|name| name.is_wanted),
            required: bits(&is_required),
            by_code,
        })
    }
}

impl<'a> KnownName<'a> {
    fn of(extractor: &Extractor<'a>, name: &str) -> Result<Self, AskError> {
        let fit = NameFit::of(extractor, name)?;
        Ok(Self {
            is_wanted: matters(extractor.plan, fit.rules(), !fit.is_system()),
            name: name.to_owned(),
            fit,
        })
    }
}

/// Whether an event that fits these rules, and is active or not, is of any matter.
pub(crate) fn matters(plan: &Plan, rules: RuleSet, is_active: bool) -> bool {
    let is_behaviour_wanted = is_active && !plan.ignores_activity;
    !rules.without(plan.keeps).is_empty() || is_behaviour_wanted || plan.needs_every_event
}
