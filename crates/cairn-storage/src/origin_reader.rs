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
    let mut origin = Origin {
        referrer: host_at(block, row, REFERRER),
        page: host_at(block, row, PAGE_URL),
        ..Origin::default()
    };
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

/// The host of the address that a row's context holds at a path, which must be among what was read.
pub fn host_at(block: &Block, row: usize, path: &str) -> Option<String> {
    let (_, value) = block
        .context_under(row, path)
        .find(|(rest, _)| rest.is_empty())?;
    match value {
        ValueRef::String(address) => host_of(address),
        _ => None,
    }
}
