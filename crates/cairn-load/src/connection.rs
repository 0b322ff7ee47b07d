//! One kept-alive HTTP/1.1 connection that reads no more of an answer than it must.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: vec![0; 64 << 10],
        })
    }

    /// Sends a request and waits for its answer, which must be 200.
    pub(crate) fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        let end = loop {
            let room = self.answer.get_mut(filled..).unwrap_or_default();
            match self.stream.read(room)? {
                0 => return Err(io::Error::other("the server hung up")),
                read => filled += read,
            }
            let so_far = self.answer.get(..filled).unwrap_or_default();
            if let Some(end) = end_of(so_far) {
                break end;
            }
        };
        let answer = self.answer.get(..filled).unwrap_or_default();
        if filled != end || !answer.starts_with(b"HTTP/1.1 200") {
            let text = String::from_utf8_lossy(answer).into_owned();
            return Err(io::Error::other(text));
        }
        Ok(())
    }
}

/// Where an answer ends, once its head is there.
fn end_of(answer: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length: ";
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let lines = answer.get(..head)?;
    let at = lines
        .windows(NAME.len())
        .position(|some| some.eq_ignore_ascii_case(NAME))?;
    let digits = lines.get(at + NAME.len()..)?.iter();
    let digits = digits.take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    (answer.len() >= head + length).then_some(head + length)
}
