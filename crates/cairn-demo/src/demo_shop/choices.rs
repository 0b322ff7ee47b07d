//! What somebody does on a visit on which they look at products, and what makes them do it.
//!
//! The three micro-conversions differ in their part in it. Who watches a video is drawn by lot, and to have
//! watched makes a full cart likelier: the video **causes**. A wish list and a full cart both come of intent:
//! the wish list is **confounded**. The newsletter, drawn elsewhere, is independent of everything: **noise**.

use crate::dice::Dice;

use super::channel::Intent;
use super::person::Device;

/// So many of a million visits with little, some and much intent fill a cart if no video was watched.
const CART_PER_MILLION: [u32; 3] = [75_000, 210_000, 430_000];
/// So many of a thousand put something on the wish list, likewise.
const WISH_PER_MILLE: [u32; 3] = [20, 90, 320];
/// Of a thousand visits so many have somebody who watches a video, whoever it is.
const VIDEO_PER_MILLE: u32 = 300;
/// Who watched is so much likelier to fill a cart, in thousandths.
pub(super) const VIDEO_FACTOR: u32 = 1_600;
const CHECKOUT_PER_MILLE: u32 = 640;
const PURCHASE_PER_MILLION: u32 = 760_000;
/// Who pays in the faulty checkout is so much less likely to succeed, in thousandths.
pub(super) const REGRESSION_FACTOR: u32 = 450;

/// Who watches the video: as the lot falls, or as it would be for the sake of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Video {
    ByLot,
    Everyone,
    Nobody,
}

/// What a visit comes to. All of it is drawn at once, with as many draws whatever comes of them: so that only
/// what the video causes differs between visits with and without it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choices {
    pub(super) views: u32,
    pub(super) watches: bool,
    pub(super) wishes: bool,
    /// How far the visit gets: 1 for products looked at, 2 with a cart, 3 with a checkout, 4 with an order.
    pub(super) steps: u32,
}

impl Choices {
    /// `payer` is the device at the checkout; `is_faulty` says whether the checkout fails on it.
    pub(super) fn draw(
        intent: Intent,
        payer: &Device,
        is_faulty: bool,
        video: Video,
        dice: &mut Dice,
    ) -> Self {
        let views = dice.weighted([46, 28, 16, 10].into_iter()) + 1;
        let by_lot = dice.per_mille(VIDEO_PER_MILLE);
        let watches = match video {
            Video::ByLot => by_lot,
            Video::Everyone => true,
            Video::Nobody => false,
        };
        let wishes = dice.per_mille(WISH_PER_MILLE[intent as usize]);
        let factor = if watches { VIDEO_FACTOR } else { 1_000 };
        let cart = dice.per_million(CART_PER_MILLION[intent as usize] / 1_000 * factor);
        let checkout = dice.per_million(CHECKOUT_PER_MILLE * payer.ease);
        let factor = if is_faulty { REGRESSION_FACTOR } else { 1_000 };
        let purchase = dice.per_million(PURCHASE_PER_MILLION / 1_000 * factor);
        let gone = [cart, checkout, purchase]
            .into_iter()
            .take_while(|goes| *goes);
        Self {
            views: u32::try_from(views).unwrap_or(1),
            watches,
            wishes,
            steps: 1 + u32::try_from(gone.count()).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests;
