//! TLS: what is trusted, and that it is ring who does the sums.

use std::sync::Arc;

use auth_core::{Delivery, ErrorKind, Method, Request, Transport};
use auth_reqwest::{
    HttpTransport,
    reqwest::{self, redirect::Policy},
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    server::{Server, answer},
    transport::patient,
};

/// Starts a TLS server with a certificate for `name` that nobody has signed; returns its port and that certificate.
async fn start(name: &str) -> (u16, CertificateDer<'static>) {
    let signed = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate = signed.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(signed.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(&answer(200, &[], "{}")).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (port, certificate)
}

/// A client of a user's own, by ring, that trusts `roots` alone.
pub(crate) fn own_client(roots: Vec<CertificateDer<'static>>) -> reqwest::ClientBuilder {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(store)
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(config)
}

fn get(port: u16) -> Request {
    let url = format!("https://localhost:{port}/token");
    Request::new(Method::GET, url.parse().unwrap())
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_refused() {
    let (port, _) = start("localhost").await;
    let error = patient().send(get(port)).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::NotDelivered);
    assert!(error.to_string().contains("TLS"), "{error}");
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_passes_and_the_name_counts() {
    let (port, certificate) = start("localhost").await;
    let (other, stranger) = start("provider.example").await;
    let client = own_client(vec![certificate, stranger])
        .redirect(Policy::none())
        .build();
    let transport = HttpTransport::with_client(client.unwrap()).unwrap();
    assert_eq!(transport.send(get(port)).await.unwrap().status(), 200);
    let error = transport.send(get(other)).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDelivered);
    assert!(error.to_string().contains("TLS"), "{error}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused() {
    let server = Server::answering(vec![answer(200, &[], "{}")]).await;
    let error = patient()
        .send(get(server.address().port()))
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.delivery(), Delivery::NotDelivered);
}
