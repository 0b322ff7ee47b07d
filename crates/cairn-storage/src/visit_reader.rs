//! What a row tells about the session it may begin or go on with: whose it is, and which campaign it carries.

use cairn_core::id::{VisitorKey, hash_text};
use cairn_core::session::{CampaignKey, Visit};

use crate::block::Block;

/// The context paths that lie under campaign tags.
pub const CAMPAIGN: &str = "campaign.";
/// The context paths that lie under click ids.
pub const CLICK_ID: &str = "click_ids.";
/// The context paths under which a row tells whether its session is another one's.
pub const TELLING_PATHS: [&str; 2] = [CAMPAIGN, CLICK_ID];

/// Reads visits of rows. Rows of one device mostly follow each other, so that its key need not be made for each.
#[derive(Debug, Default)]
pub struct VisitReader {
    last_device: Option<(String, VisitorKey)>,
}

impl VisitReader {
    /// What sessions need of a row. The block must have ids, trust, and the context under [`TELLING_PATHS`].
    pub fn visit(&mut self, block: &Block, row: usize) -> Visit {
        Visit {
            time: block.time(row),
            trust: block.trust(row),
            visitor: self.visitor(block, row),
            campaign: campaign_of(block, row),
        }
    }

    /// A row's own key is its visitor's, unless it names both a device and a user.
    fn visitor(&mut self, block: &Block, row: usize) -> Option<VisitorKey> {
        let device = block.anonymous_id(row);
        let (Some(device), Some(_)) = (device, block.user_id(row)) else {
            return block.own_key(row).map(|key| VisitorKey(key.0));
        };
        match &self.last_device {
            Some((known, key)) if known == device => Some(*key),
            _ => {
                let key = VisitorKey::of(None, Some(device))?;
                self.last_device = Some((device.to_owned(), key));
                Some(key)
            }
        }
    }
}

/// A hash of the campaign tags and click ids a row carries, if it carries any.
fn campaign_of(block: &Block, row: usize) -> Option<CampaignKey> {
    let mut carried = String::new();
    for path in TELLING_PATHS {
        for (name, value) in block.context_under(row, path) {
            if let Some(text) = value.told() {
                // Lengths keep two values apart whatever they contain.
                let (name_length, length) = (name.len(), text.len());
                carried.push_str(&format!("{path}{name_length}:{name}{length}:{text}"));
            }
        }
    }
    (!carried.is_empty()).then(|| CampaignKey(hash_text(&carried)))
}
