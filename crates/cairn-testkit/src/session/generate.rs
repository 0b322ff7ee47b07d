//! Seeded streams of one person's events.

use cairn_core::event::Trust;
use cairn_core::id::VisitorKey;
use cairn_core::session::{CampaignKey, Visit};
use cairn_core::time::{Span, Time};

use super::Stream;
use crate::dice::Dice;

/// One to sixteen events of one to three visitors. Steps between them are often nothing, the gap, or just over.
pub fn stream(seed: u64) -> Stream {
    let mut dice = Dice::new(seed);
    let gap = dice.pick(&[0, 1, 3, 30, 1_800_000_000]);
    let visitors = 1 + dice.below(3);
    let campaigns = dice.pick(&[0, 30, 60]);
    let from_servers = dice.pick(&[0, 15, 40]);
    let mut time = dice.pick(&[0, -5, 86_400_000_000 - 2]);
    let mut visits = Vec::new();
    for _ in 0..=dice.below(16) {
        time += match dice.below(6) {
            0 | 1 => 0,
            2 => gap,
            3 => gap + 1,
            4 => dice.between(0, gap),
            _ => dice.between(0, 2 * gap + 2),
        };
        let visitor = dice.below(visitors) as u128;
        visits.push(Visit {
            time: Time::from_micros(time),
            trust: match dice.percent(from_servers) {
                true => dice.pick(&[Trust::Server, Trust::Provider]),
                false => Trust::Client,
            },
            visitor: (!dice.percent(5)).then_some(VisitorKey(visitor)),
            campaign: dice
                .percent(campaigns)
                .then(|| CampaignKey(dice.below(2) as u128)),
        });
    }
    Stream {
        seed,
        visits,
        gap: Span::from_micros(gap),
    }
}
