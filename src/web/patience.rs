//! Connections on which nothing comes are closed: half a request keeps its place for a while, not for ever.
//! It reads no request.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// How long a connection may take from one answer to the next; a request under way is given up before.
const PATIENCE: Duration = Duration::from_secs(60);

/// A listener whose connections do not wait for ever.
pub(crate) struct Patient(pub TcpListener);

impl Listener for Patient {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Answers are small and complete: waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        (Connection::new(stream, PATIENCE), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection and what is left of the patience with it.
pub(crate) struct Connection<S = TcpStream> {
    stream: S,
    patience: Duration,
    left: Pin<Box<Sleep>>,
}

impl<S> Connection<S> {
    fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, left: Box::pin(sleep(patience)) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_read(context, to) {
            Poll::Pending if self.left.as_mut().poll(context).is_ready() => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            read => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        // An answer is sent: the next request has all the time again.
        self.left = Box::pin(sleep(self.patience));
        Pin::new(&mut self.stream).poll_write(context, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.left = Box::pin(sleep(self.patience));
        Pin::new(&mut self.stream).poll_write_vectored(context, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn half_a_request_is_given_up() {
        let (mut client, server) = duplex(64);
        let mut server = Connection::new(server, Duration::from_millis(20));
        client.write_all(b"GET / HT").await.expect("it is taken");
        let mut read = Vec::new();
        let given_up = server.read_to_end(&mut read).await;
        assert_eq!(given_up.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        assert_eq!(read, b"GET / HT", "what came is read first");
    }

    #[tokio::test]
    async fn an_answer_gives_all_the_time_again() {
        let (mut client, server) = duplex(64);
        let mut server = Connection::new(server, Duration::from_secs(60));
        server.left = Box::pin(sleep(Duration::ZERO));
        server.write_all(b"answer").await.expect("it is taken");
        client.write_all(b"next").await.expect("it is taken");
        let mut next = [0; 4];
        server.read_exact(&mut next).await.expect("the next request is read");
        assert_eq!(&next, b"next");
    }
}
