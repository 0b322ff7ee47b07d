//! The names that columns of other tools' files have.

/// A name in lower case without punctuation; dots, which mean nesting, stay.
pub(super) fn normalized(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '.')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Names of instants, best first.
pub(super) const INSTANTS: [&str; 26] = [
    "eventtime",
    "eventtimestamp",
    "timestamp",
    "originaltimestamp",
    "datetime",
    "eventdatetime",
    "ts",
    "occurredat",
    "happenedat",
    "eventat",
    "clienteventtime",
    "clienttimestamp",
    "servertime",
    "timeutc",
    "timestamputc",
    "datetimeutc",
    "createdat",
    "creationtime",
    "createdtime",
    "invoicedate",
    "orderdate",
    "purchasedate",
    "transactiondate",
    "visittime",
    "utctime",
    "serveractiontimestamp",
];

/// Names that may be an instant, or half of one.
pub(super) const DATES: [&str; 4] = ["time", "date", "eventdate", "createddate"];

/// Fields and the names of their columns, best first. A column goes to the first field that takes it: a
/// `client_id` is the user where nothing else is, else the device.
pub(super) const SYNONYMS: [(&str, &[&str]); 26] = [
    (
        "event",
        &[
            "event",
            "eventname",
            "eventtype",
            "action",
            "eventaction",
            "activity",
            "activityname",
            "behaviortype",
            "behaviourtype",
            "behavior",
            "behaviour",
        ],
    ),
    (
        "user_id",
        &[
            "userid",
            "user.id",
            "customerid",
            "customer.id",
            "memberid",
            "personid",
            "uid",
            "distinctid",
            "user",
            "clientid",
            "uuid",
        ],
    ),
    (
        "anonymous_id",
        &[
            "anonymousid",
            "deviceid",
            "visitorid",
            "cookieid",
            "userpseudoid",
            "fullvisitorid",
            "clientid",
            "browserid",
        ],
    ),
    ("event_id", &["eventid"]),
    (
        "message_id",
        &["messageid", "insertid", "eventuuid", "eventid", "uuid"],
    ),
    ("session_hint", &["sessionhint", "sessionid", "session.id"]),
    (
        "value",
        &[
            "value",
            "revenue",
            "transactionvalue",
            "transactionrevenue",
            "ordervalue",
            "orderrevenue",
            "ordertotal",
            "purchasevalue",
            "purchaserevenue",
            "amount",
        ],
    ),
    ("currency", &["currency", "currencycode"]),
    (
        "order_id",
        &[
            "orderid",
            "transactionid",
            "ordernumber",
            "invoiceno",
            "invoiceid",
            "invoicenumber",
        ],
    ),
    (
        "context.page.url",
        &["url", "pageurl", "pagelocation", "currenturl"],
    ),
    ("context.page.path", &["path", "pagepath", "pathname"]),
    ("context.page.title", &["pagetitle"]),
    (
        "context.page.referrer",
        &["referrer", "referer", "pagereferrer", "referrerurl"],
    ),
    ("context.campaign.source", &["utmsource"]),
    ("context.campaign.medium", &["utmmedium"]),
    ("context.campaign.name", &["utmcampaign"]),
    ("context.campaign.term", &["utmterm"]),
    ("context.campaign.content", &["utmcontent"]),
    ("context.campaign.id", &["utmid"]),
    ("context.click_ids.gclid", &["gclid"]),
    ("context.click_ids.gbraid", &["gbraid"]),
    ("context.click_ids.wbraid", &["wbraid"]),
    ("context.click_ids.fbclid", &["fbclid"]),
    ("context.click_ids.msclkid", &["msclkid"]),
    ("context.click_ids.ttclid", &["ttclid"]),
    ("context.user_agent", &["useragent"]),
];
