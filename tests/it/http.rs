//! A plain HTTP/1.1 client, one connection for each request. It knows no library the server uses.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }
}

/// Sends a request and leaves the answer to be read, or not.
pub fn tell(server: SocketAddr, line: &str, headers: &[(&str, &str)], body: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut text = format!("{line} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes())?;
    Ok(stream)
}

/// Sends a request and reads the answer; one that broke off is an error, never half an answer.
pub fn ask(server: SocketAddr, line: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
    let mut stream = tell(server, line, headers, body)?;
    let (mut bytes, mut part) = (Vec::new(), vec![0; 1 << 16]);
    // Not everybody closes the connection as asked; one that told no length has to.
    while parse(&bytes).is_none_or(|answer| answer.header("content-length").is_none()) {
        match stream.read(&mut part)? {
            0 => break,
            length => bytes.extend_from_slice(&part[..length]),
        }
    }
    parse(&bytes).ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "the answer broke off"))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
        .collect();
    let answer = Answer { status, headers, body: body.to_owned() };
    let whole = answer.header("content-length").is_none_or(|length| length.parse() == Ok(body.len()));
    whole.then_some(answer)
}
