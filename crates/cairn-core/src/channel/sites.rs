//! Which sites are search engines, social, video and shopping sites, and AI assistants.
//!
//! The categories are those that Google Analytics publishes for its default channel group, cut to sites that are
//! still there; AI assistants are the ones it names, and a few more (docs/concepts/channels.md). A pattern is
//!
//! - a name without a dot: a source that is tagged so,
//! - a domain: this host and all inside it,
//! - `brand.*`: the brand under any country, and all inside it,
//! - with `=` before it: this host alone.

/// What sort of site a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Search,
    Social,
    Video,
    Shopping,
    Ai,
}

/// The sort of site that a source is: a host, or a name it is tagged by, in lower case. The most exact pattern
/// counts: `groups.google.com` is social although `google.com` is a search engine.
pub(super) fn category_of(source: &str) -> Option<Category> {
    let source = source.strip_prefix("www.").unwrap_or(source);
    let of_sites = |(category, patterns): &(Category, &str)| {
        let exactness = patterns
            .split(", ")
            .filter_map(|pattern| exactness(pattern, source));
        exactness.max().map(|exactness| (exactness, *category))
    };
    let fitting = SITES.iter().filter_map(of_sites);
    let best = fitting.max_by_key(|(exactness, _)| *exactness);
    best.map(|(_, category)| category)
}

/// The name of the search engine whose results lie on a host.
pub(super) fn engine_of(host: &str) -> Option<&'static str> {
    let fits = |(pattern, _): &&(&str, &str)| exactness(pattern, host).is_some();
    ENGINES.iter().find(fits).map(|(_, name)| *name)
}

/// How many labels of a source a pattern names, if it fits.
fn exactness(pattern: &str, source: &str) -> Option<usize> {
    let (pattern, is_alone) = match pattern.strip_prefix('=') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let is_within = |host: &str, domain: &str| match host.strip_suffix(domain) {
        Some("") => true,
        Some(rest) => !is_alone && rest.ends_with('.'),
        None => false,
    };
    let fits = match pattern.strip_suffix(".*") {
        Some(brand) => without_country(source).any(|name| is_within(name, brand)),
        None if !pattern.contains('.') => source == pattern,
        None => is_within(source, pattern),
    };
    fits.then(|| pattern.split('.').count())
}

/// A host without what may be its country: `google.co.uk` is `google` without `co.uk`.
fn without_country(host: &str) -> impl Iterator<Item = &str> {
    let is_top = |label: &str| label.len() == 2 || ["com", "net", "org"].contains(&label);
    let is_second = |label: &str| ["co", "com", "ne", "net", "or", "org"].contains(&label);
    let one = host
        .rsplit_once('.')
        .filter(|(_, top)| is_top(top))
        .map(|(name, _)| name);
    let two = host
        .rsplit_once('.')
        .filter(|(_, top)| top.len() == 2)
        .and_then(|(rest, _)| rest.rsplit_once('.'))
        .filter(|(_, second)| is_second(second))
        .map(|(name, _)| name);
    one.into_iter().chain(two)
}

/// Pages of results, and the names that Google Analytics gives their engines.
const ENGINES: [(&str, &str); 30] = [
    ("=google.*", "google"),
    ("=cse.google.com", "google"),
    ("=search.google.com", "google"),
    ("=com.google.android.googlequicksearchbox", "google"),
    ("bing.com", "bing"),
    ("=yahoo.*", "yahoo"),
    ("search.yahoo.*", "yahoo"),
    ("duckduckgo.com", "duckduckgo"),
    ("baidu.com", "baidu"),
    ("=yandex.*", "yandex"),
    ("=ya.ru", "yandex"),
    ("ecosia.org", "ecosia.org"),
    ("=naver.com", "naver"),
    ("=m.naver.com", "naver"),
    ("search.naver.com", "naver"),
    ("=seznam.cz", "seznam"),
    ("search.seznam.cz", "seznam"),
    ("qwant.com", "qwant.com"),
    ("startpage.com", "startpage.com"),
    ("search.brave.com", "search.brave.com"),
    ("kagi.com", "kagi.com"),
    ("=ask.com", "ask"),
    ("search.aol.*", "aol"),
    ("=aol.*", "aol"),
    ("sogou.com", "sogou"),
    ("so.com", "so.com"),
    ("=daum.net", "daum"),
    ("search.daum.net", "daum"),
    ("mojeek.com", "mojeek.com"),
    ("swisscows.com", "swisscows.com"),
];

const SITES: [(Category, &str); 5] = [
    (Category::Search, SEARCH),
    (Category::Social, SOCIAL),
    (Category::Video, VIDEO),
    (Category::Shopping, SHOPPING),
    (Category::Ai, AI),
];

const SEARCH: &str = "\
    360.cn, alice, aol, =aol.*, search.aol.*, suche.aol.de, ask, =ask.com, auone, search.auone.jp, avg, \
    babylon, baidu, baidu.com, biglobe, biglobe.co.jp, biglobe.ne.jp, bing, bing.com, centrum.cz, cnn, \
    com.google.android.googlequicksearchbox, comcast, conduit, daum, daum.net, dogpile, dogpile.com, \
    duckduckgo, duckduckgo.com, ecosia, ecosia.org, eniro, exalead.com, excite.com, firmy.cz, globo, \
    go.mail.ru, google, =google.*, cse.google.com, mail.google.com, news.google.com, search.google.com, \
    google-play, googlemybusiness, incredimail, kagi.com, kvasir, lycos, mojeek.com, msn, msn.com, \
    najdi, naver, naver.com, onet, onet.pl, qwant, qwant.com, rakuten, rakuten.co.jp, rambler, \
    rambler.ru, search-results, search.brave.com, search.smt.docomo.ne.jp, search.ukr.net, seznam, \
    seznam.cz, so.com, sogou, sogou.com, startpage.com, startsiden, startsiden.no, swisscows.com, \
    terra, tut.by, ukr, virgilio, ya.ru, yahoo, =yahoo.*, search.yahoo.*, yandex, yandex.*";

const SOCIAL: &str = "\
    5ch.net, academia.edu, ameba.jp, ameblo.jp, answers.yahoo.com, artstation.com, askubuntu.com, \
    badoo, badoo.com, bit.ly, blog.naver.com, blogger, blogger.com, blogspot, blogspot.*, bluesky, \
    bsky.app, buzzfeed, buzzfeed.com, cafe.naver.com, crunchyroll, crunchyroll.com, deviantart, \
    deviantart.com, digg, digg.com, discord, discord.com, disqus, disqus.com, douban, douban.com, \
    facebook, facebook.com, fandom.com, fb, fb.com, fb.me, flickr, flickr.com, flipboard, \
    flipboard.com, foursquare, foursquare.com, getpocket.com, glassdoor, glassdoor.com, goo.gl, \
    goodreads, goodreads.com, googlegroups.com, groups.google.com, gutefrage.net, habbo, habbo.com, \
    hatena, hatena.ne.jp, hootsuite, hootsuite.com, houzz, houzz.com, hubpages.com, ig, imgur.com, \
    instagram, instagram.com, instapaper, instapaper.com, is.gd, kakao, kakao.com, kin.naver.com, \
    last.fm, line, line.me, linkedin, linkedin.com, livejournal, livejournal.com, lnkd.in, medium.com, \
    meetup, meetup.com, meneame.net, messages.google.com, messenger, messenger.com, mix.com, mixi.jp, \
    myheritage, myheritage.com, myspace, myspace.com, netvibes, netvibes.com, news.ycombinator.com, \
    nextdoor.com, nicovideo.jp, niconico, ning, ning.com, odnoklassniki.ru, ok.ru, over-blog.com, \
    paper.li, photobucket, photobucket.com, pinterest, pinterest.*, pixiv.net, plurk, plurk.com, quora, \
    quora.com, qzone.qq.com, ravelry, ravelry.com, reddit, reddit.com, renren, renren.com, \
    researchgate.net, scoop.it, scribd, scribd.com, serverfault.com, sites.google.com, skype, \
    skype.com, slashdot.org, slideshare.net, smartnews.com, snapchat, snapchat.com, stackexchange, \
    stackexchange.com, stackoverflow, stackoverflow.com, superuser.com, t.co, t.me, taringa.net, \
    telegram, telegram.org, threads, threads.com, threads.net, tiktok, tiktok.com, tinyurl, \
    tinyurl.com, tripadvisor, tripadvisor.*, tumblr, tumblr.com, tweetdeck, tweetdeck.com, twitter, \
    twitter.com, typepad, typepad.com, vk.com, vkontakte.ru, wattpad, wattpad.com, wechat, wechat.com, \
    weebly, weebly.com, weibo, weibo.com, whatsapp, whatsapp.com, wikihow.com, wordpress, \
    wordpress.com, wordpress.org, x, x.com, xing, xing.com, yammer, yammer.com, yelp, yelp.*, zalo, \
    zalo.me";

const VIDEO: &str = "\
    crackle, crackle.com, curiositystream, curiositystream.com, d.tube, dailymotion, dailymotion.com, \
    disneyplus, disneyplus.com, hulu, hulu.com, iq.com, iqiyi, iqiyi.com, justin.tv, netflix, \
    netflix.com, rumble.com, ted, ted.com, twitch, twitch.tv, veoh, veoh.com, vimeo, vimeo.com, wistia, \
    wistia.com, wistia.net, youku, youku.com, youtu.be, youtube, youtube.com";

const SHOPPING: &str = "\
    alibaba, alibaba.com, aliexpress.com, amazon, amazon.*, amazon-adsystem.com, checkout.stripe.com, \
    ebay, ebay.*, etsy, etsy.com, google shopping, igshopping, mercadolibre, mercadolibre.*, shop.app, \
    shopify, shopify.com, shopping.google.com, shopping.naver.com, shopping.net, shopping.yahoo.*, \
    shopzilla, shopzilla.com, simplycodes.com, stripe, stripe.com, temu.com, walmart, walmart.com";

const AI: &str = "\
    bard.google.com, chat.deepseek.com, chat.mistral.ai, chat.openai.com, chatgpt, chatgpt.com, claude, \
    claude.ai, copilot, copilot.cloud.microsoft, copilot.microsoft.com, deepseek, deepseek.com, gemini, \
    gemini.google.com, grok, grok.com, meta.ai, perplexity, perplexity.ai, poe.com, you.com";
