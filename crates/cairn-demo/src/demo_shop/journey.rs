//! One person's whole time with the demo shop, planned.

use cairn_core::time::Time;

use super::channel::Channel;
use super::person::Person;

/// Where in the shop somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Page(&'static str),
    Product {
        category: &'static str,
        product: u32,
    },
}

/// What somebody does at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    /// Comes to a place.
    Page(Place),
    SignIn,
    View,
    Video,
    Wish,
    Newsletter,
    Cart,
    Checkout,
    /// Now and then an order is told of twice, because somebody reloads the last page.
    Purchase {
        order: u32,
        minor: i64,
    },
}

/// An act, when, and on which of the person's devices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed {
    pub(super) time: Time,
    pub(super) device: usize,
    pub(super) act: Act,
    /// Whether the device is signed in by now: then the event tells the user.
    pub(super) is_signed_in: bool,
    /// The first page of a visit says what it came by.
    pub(super) landing: Option<&'static Channel>,
    /// Whether its message is sent twice, to the letter.
    pub(super) is_sent_twice: bool,
}

/// A visit on which somebody looks at products, as places of its deeds in the journey.
///
/// A person's shopping visits lie so far apart that nobody gets from one to the next within the funnel's window.
#[derive(Debug, Clone, Default)]
pub(super) struct Shopping {
    pub(super) views: Vec<usize>,
    /// Cart, checkout and order as far as they come within the window. An order may be told of twice.
    pub(super) later: Vec<Vec<usize>>,
}

/// All a person will do, in order of time, no two deeds at one instant.
#[derive(Debug)]
pub(super) struct Journey {
    pub(super) person: Person,
    pub(super) deeds: Vec<Deed>,
    pub(super) shopping: Vec<Shopping>,
}

impl Act {
    /// The event's name.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Page(_) => cairn_core::event::PAGEVIEW,
            Self::SignIn => cairn_core::event::IDENTIFY,
            Self::View => "product_viewed",
            Self::Video => "video_watched",
            Self::Wish => "wishlist_added",
            Self::Newsletter => "newsletter_signup",
            Self::Cart => "cart",
            Self::Checkout => "checkout",
            Self::Purchase { .. } => "purchase",
        }
    }
}

impl Place {
    pub(super) fn path(self) -> String {
        match self {
            Self::Page(path) => path.to_owned(),
            Self::Product { category, product } => format!("/{category}/{product}"),
        }
    }
}

impl Journey {
    /// How many orders happen, whether anything tells of them or not.
    pub(super) fn orders(&self) -> u32 {
        let number = |deed: &Deed| match deed.act {
            Act::Purchase { order, .. } => order,
            _ => 0,
        };
        self.deeds.iter().map(number).max().unwrap_or(0)
    }
}
