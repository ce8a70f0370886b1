//! Somebody who answers in the server's place.

use std::{io, net::SocketAddr, path::Path, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// Asks for TLS in PostgreSQL's words.
pub(crate) const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// One with this certificate; it returns whether the first who came believed it, and so would have gone on talking.
pub(crate) async fn imposter(
    folder: &Path,
    name: &str,
) -> (SocketAddr, JoinHandle<io::Result<()>>) {
    let at = folder.join(name);
    let certificate = CertificateDer::from_pem_file(at.with_extension("pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(at.with_extension("key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let met = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        if asks_first(&stream).await? {
            stream.read_exact(&mut [0; SSL_REQUEST.len()]).await?;
            stream.write_all(b"S").await?;
        }
        acceptor.accept(stream).await.map(drop)
    });
    (address, met)
}

async fn asks_first(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0; 1];
    stream.peek(&mut first).await?;
    Ok(first[0] == SSL_REQUEST[0])
}
