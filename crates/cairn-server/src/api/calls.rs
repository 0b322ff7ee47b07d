//! The routes for events: one for each call, in the spellings of SDKs.

use cairn_ingest::Call;

/// Each call with its spellings; the first is the one documents name. SDKs write them with and without a
/// slash at the end, and a redirect would turn their POST into GET.
pub(super) const CALLS: [(Call, &str, [&str; 4]); 8] = [
    (
        Call::Batch,
        "Stores a batch of messages",
        ["/v1/batch", "/v1/batch/", "/v1/b", "/v1/b/"],
    ),
    (
        Call::Track,
        "Stores a track message: something happened",
        ["/v1/track", "/v1/track/", "/v1/t", "/v1/t/"],
    ),
    (
        Call::Identify,
        "Stores an identify message: who somebody is",
        ["/v1/identify", "/v1/identify/", "/v1/i", "/v1/i/"],
    ),
    (
        Call::Page,
        "Stores a page message: a page was seen",
        ["/v1/page", "/v1/page/", "/v1/p", "/v1/p/"],
    ),
    (
        Call::Screen,
        "Stores a screen message: a screen of an app was seen",
        ["/v1/screen", "/v1/screen/", "/v1/s", "/v1/s/"],
    ),
    (
        Call::Group,
        "Stores a group message: somebody belongs to an account",
        ["/v1/group", "/v1/group/", "/v1/g", "/v1/g/"],
    ),
    (
        Call::Alias,
        "Stores an alias message: two ids are one person",
        ["/v1/alias", "/v1/alias/", "/v1/a", "/v1/a/"],
    ),
    (
        Call::Fact,
        "Stores a fact about an order, a lead, a deal or a subscription; with a secret key only",
        ["/v1/fact", "/v1/fact/", "/v1/f", "/v1/f/"],
    ),
];
