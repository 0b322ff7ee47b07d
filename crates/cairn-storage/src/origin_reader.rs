//! What a row tells about where the session came from that it may begin.

use cairn_core::channel::{CLICK_IDS, Origin, host_of};
use cairn_core::value::ValueRef;

use crate::block::Block;
use crate::visit_reader::{CAMPAIGN, CLICK_ID};

/// The context path of the page's address.
pub const PAGE_URL: &str = "page.url";
/// The context path of the address before.
pub const REFERRER: &str = "page.referrer";

/// Where a row says it came from, cut to what matters: hosts, and that there is a click id. The block must have the
/// context at [`PAGE_URL`] and [`REFERRER`], and under [`crate::TELLING_PATHS`].
pub fn origin_of(block: &Block, row: usize) -> Origin {
    let mut origin = Origin::default();
    for (place, path) in [
        (&mut origin.referrer, REFERRER),
        (&mut origin.page, PAGE_URL),
    ] {
        let mut at_path = block.context_under(row, path);
        let address = at_path.find(|(rest, _)| rest.is_empty());
        if let Some((_, ValueRef::String(address))) = address {
            *place = host_of(address);
        }
    }
    for (name, value) in block.context_under(row, CAMPAIGN) {
        let place = match name {
            "source" => &mut origin.source,
            "medium" => &mut origin.medium,
            "name" => &mut origin.campaign,
            _ => continue,
        };
        *place = value.told();
    }
    for (name, value) in block.context_under(row, CLICK_ID) {
        let Some(place) = CLICK_IDS.iter().position(|known| *known == name) else {
            continue;
        };
        let kept = |text: String| {
            if name == "gad_source" {
                text
            } else {
                "set".to_owned()
            }
        };
        origin.click_ids[place] = value.told().map(kept);
    }
    origin
}
