//! Answers where a funnel is worse than it should be: the funnel and its rows by every property, of one pass.

use cairn_core::answer::{AnswerBody, DropOffAnswer, Segments, drop_offs};
use cairn_core::drop_off::{DropOff, usual_properties};
use cairn_core::event::PropertyRef;
use cairn_core::funnel::Funnel;

use crate::error::AskError;
use crate::funnel::{Counted, count, plan, read_where_nothing_is};
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::written::written;

pub(crate) fn answer(asked: &Asked<'_>, question: &DropOff) -> Result<Replied, AskError> {
    let funnel = &question.funnel;
    let (properties, counted, notes) = match &question.properties {
        Some(properties) => {
            let counted = count(asked, funnel, properties);
            let counted = counted.map_err(|error| placed(error, properties))?;
            let mut notes = notes_of(asked, funnel, properties, &counted)?;
            notes.extend(read_where_nothing_is(funnel, properties, &counted));
            (properties.clone(), counted, notes)
        }
        None => by_usual(asked, funnel)?,
    };
    let by_property = properties.into_iter().zip(counted.rows);
    let segments: Vec<Segments> = by_property
        .map(|(property, rows)| Segments { property, rows })
        .collect();
    let mut rows = drop_offs(&counted.steps, &segments)?;
    rows.truncate(question.limit);
    Ok(Replied {
        body: AnswerBody::DropOff(DropOffAnswer {
            steps: counted.steps,
            rows,
        }),
        rows_scanned: counted.rows_scanned,
        notes,
    })
}

/// A fault of one property, by its place in the question.
fn placed(error: AskError, properties: &[PropertyRef]) -> AskError {
    let AskError::Breakdown { property, fault } = error else {
        return error;
    };
    match properties.iter().position(|one| *one == property) {
        Some(place) => AskError::Segments {
            place,
            property,
            fault,
        },
        None => AskError::Breakdown { property, fault },
    }
}

type Found = (Vec<PropertyRef>, Counted, Vec<String>);

/// By the usual properties but those that have too many values. Nobody asked for these by name, so that one is
/// not there is no news, and one that can't be used is left out.
fn by_usual(asked: &Asked<'_>, funnel: &Funnel) -> Result<Found, AskError> {
    let mut properties = usual_properties();
    let mut left_out: Vec<String> = Vec::new();
    loop {
        match count(asked, funnel, &properties) {
            Err(AskError::Breakdown { property, fault }) if properties.contains(&property) => {
                left_out.push(format!("{} is left out: {fault}", written(&property)));
                properties.retain(|kept| *kept != property);
            }
            counted => {
                let counted = counted?;
                let mut notes = notes_of(asked, funnel, &[], &counted)?;
                notes.extend(left_out);
                return Ok((properties, counted, notes));
            }
        }
    }
}

/// What the funnel asks for and was never met, and what each of the properties does.
fn notes_of(
    asked: &Asked<'_>,
    funnel: &Funnel,
    properties: &[PropertyRef],
    counted: &Counted,
) -> Result<Vec<String>, AskError> {
    let (of_funnel, _) = plan(asked, funnel, &[])?;
    let mut notes = unseen(&of_funnel, &counted.seen);
    for property in properties {
        let (by_property, _) = plan(asked, funnel, std::slice::from_ref(property))?;
        for note in unseen(&by_property, &counted.seen) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    Ok(notes)
}
