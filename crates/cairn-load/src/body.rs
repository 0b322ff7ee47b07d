//! Requests as a server SDK sends them; between one and the next only the message ids change.

/// A request that is made once and changed in place.
pub(crate) struct Body {
    request: Vec<u8>,
    /// Where the ids of its messages are.
    ids: Vec<usize>,
    next: u64,
}

const DIGITS: usize = 16;

impl Body {
    /// The requests of one connection, with so many events each.
    pub(crate) fn new(host: &str, key: &str, events: usize, connection: usize) -> Self {
        let blank = "0".repeat(DIGITS);
        let message = |number: usize| {
            let person = (connection * 7_919 + number * 104_729) % 20_000;
            format!(
                r#"{{"type":"track","event":"Product Viewed","messageId":"node-next-{blank}","anonymousId":"0b9d1c1e-7f5c-4f1e-9a55-{person:012}","timestamp":"2026-01-01T10:00:00.123Z","properties":{{"product_id":"sku-{number}","category":"shoes","price":49.9,"quantity":1}},"context":{{"library":{{"name":"@segment/analytics-node","version":"3.1.0"}},"page":{{"path":"/p/{number}","url":"https://shop.example/p/{number}"}},"locale":"de-DE"}},"integrations":{{}}}}"#
            )
        };
        let (path, content) = if events == 1 {
            ("/v1/track", message(0))
        } else {
            let messages: Vec<String> = (0..events).map(message).collect();
            (
                "/v1/batch",
                format!(r#"{{"batch":[{}]}}"#, messages.join(",")),
            )
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Write-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        let request = [head.as_bytes(), content.as_bytes()].concat();
        let mark = format!("node-next-{blank}");
        let text = String::from_utf8_lossy(&request).into_owned();
        let ids = text
            .match_indices(&mark)
            .map(|(at, _)| at + "node-next-".len());
        Self {
            ids: ids.collect(),
            request,
            next: (connection as u64) << 40,
        }
    }

    /// The next request, with ids that no other has.
    pub(crate) fn next(&mut self) -> &[u8] {
        for at in &self.ids {
            self.next += 1;
            let id = format!("{:016x}", self.next);
            if let Some(place) = self.request.get_mut(*at..*at + DIGITS) {
                place.copy_from_slice(id.as_bytes());
            }
        }
        &self.request
    }
}
