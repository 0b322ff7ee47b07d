//! Answers where a funnel is worse than it should be: the funnel once per property, by its own breakdown.

use cairn_core::answer::{AnswerBody, DropOffAnswer, Segments, drop_offs};
use cairn_core::breakdown::Breakdown;
use cairn_core::drop_off::{DropOff, usual_properties};
use cairn_core::event::PropertyRef;
use cairn_core::funnel::Funnel;

use crate::error::AskError;
use crate::funnel::{self, Counted};
use crate::partition::{Asked, Replied};

pub(crate) fn answer(asked: &Asked<'_>, question: &DropOff) -> Result<Replied, AskError> {
    let whole = funnel::count(asked, &question.funnel)?;
    let mut notes = whole.notes();
    let mut rows_scanned = whole.rows_scanned;
    let is_usual = question.properties.is_none();
    let properties = question.properties.clone().unwrap_or_else(usual_properties);
    let mut segments = Vec::with_capacity(properties.len());
    for property in properties {
        let counted = match by(asked, &question.funnel, &property) {
            Err(AskError::Breakdown(fault)) if is_usual => {
                notes.push(format!("{} is left out: {fault}", name_of(&property)));
                continue;
            }
            counted => counted?,
        };
        rows_scanned += counted.rows_scanned;
        if !is_usual {
            let new = counted.notes().into_iter();
            let new: Vec<String> = new.filter(|note| !notes.contains(note)).collect();
            notes.extend(new);
        }
        segments.push(Segments {
            property,
            rows: counted.answer.breakdown.unwrap_or_default(),
        });
    }
    let mut rows = drop_offs(&whole.answer.steps, &segments)?;
    rows.truncate(question.limit);
    Ok(Replied {
        body: AnswerBody::DropOff(DropOffAnswer {
            steps: whole.answer.steps,
            rows,
        }),
        rows_scanned,
        notes,
    })
}

/// A property as a question writes it.
fn name_of(property: &PropertyRef) -> String {
    match property {
        PropertyRef::Property(name) => format!("`{name}`"),
        PropertyRef::Context(path) => format!("`context.{path}`"),
        PropertyRef::Session(property) => format!("`{}` of sessions", property.name()),
    }
}

/// The funnel split by a property.
fn by(asked: &Asked<'_>, funnel: &Funnel, property: &PropertyRef) -> Result<Counted, AskError> {
    let split = Funnel {
        breakdown: Some(Breakdown {
            property: property.clone(),
        }),
        ..funnel.clone()
    };
    funnel::count(asked, &split)
}
