//! tls-server PEM [STATE...]: serves "200 OK" with rustls. It reads the certificate and its key from the file PEM, prints
//! "listening PORT", and exits when its stdin ends. A STATE narrows what rustls does by default: 1.2, 1.3, small,
//! p256, p384, h2, and new-keys, which changes the keys before the answer.
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::{env, process, thread};

use rustls::crypto::{ring, CryptoProvider};
use rustls::pki_types::{pem::PemObject, CertificateDer, PrivateKeyDer};
use rustls::{version, ServerConfig, ServerConnection};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn configuration(pem: &str, states: &[String]) -> Result<ServerConfig> {
    let has = |state: &str| states.iter().any(|it| it == state);
    let mut provider: CryptoProvider = ring::default_provider();
    for (state, group) in [
        ("p256", ring::kx_group::SECP256R1),
        ("p384", ring::kx_group::SECP384R1),
    ] {
        if has(state) {
            provider.kx_groups = vec![group];
        }
    }
    let versions = match (has("1.2"), has("1.3")) {
        (true, false) => vec![&version::TLS12],
        (false, true) => vec![&version::TLS13],
        _ => vec![&version::TLS12, &version::TLS13],
    };
    let certificates =
        CertificateDer::pem_file_iter(pem)?.collect::<std::result::Result<Vec<_>, _>>()?;
    let mut result = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&versions)?
        .with_no_client_auth()
        .with_single_cert(certificates, PrivateKeyDer::from_pem_file(pem)?)?;
    if has("small") {
        result.max_fragment_size = Some(64);
    }
    if has("h2") {
        result.alpn_protocols = vec![b"h2".to_vec()];
    }
    Ok(result)
}

fn serve(mut socket: TcpStream, configuration: Arc<ServerConfig>, new_keys: bool) -> Result<()> {
    let mut connection = ServerConnection::new(configuration)?;
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut bytes = [0; 4096];
        match stream.read(&mut bytes)? {
            0 => return Ok(()),
            count => request.extend_from_slice(&bytes[..count]),
        }
    }
    if new_keys {
        stream.conn.refresh_traffic_keys()?;
    }
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nall is well\n",
    )?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (pem, states) = arguments
        .split_first()
        .ok_or("usage: tls-server PEM [STATE...]")?;
    let configuration = Arc::new(configuration(pem, states)?);
    let new_keys = states.iter().any(|it| it == "new-keys");
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening {}", listener.local_addr()?.port());
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(0);
    });
    for socket in listener.incoming() {
        let (socket, configuration) = (socket?, configuration.clone());
        thread::spawn(move || {
            serve(socket, configuration, new_keys)
                .inspect_err(|it| eprintln!("TLS error: {it}"))
                .is_ok()
        });
    }
    Ok(())
}
