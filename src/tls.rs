//! What the HTTPS listener shows its clients: a certificate of its own making, or the user's.
//!
//! A certificate of our own comes in two: an authority, which clients are told to trust, and what the authority signed for
//! the server. One self-signed certificate for both would not do everywhere: clients that verify with webpki, as those with
//! rustls do, refuse an authority as a server's certificate, and Firefox, for one, imports nothing but authorities. The
//! authority's key is gone once it has signed, so that nobody who trusts it can be shown anything else.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    IsCa, KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the server is called: on this machine, and where a hosts file sends Stripe's names here.
const NAMES: [&str; 6] =
    ["localhost", "127.0.0.1", "::1", "api.stripe.com", "checkout.stripe.com", "js.stripe.com"];

/// Certificates begin a day ago: a container's clock may be ahead of its client's.
const BEGUN: Duration = Duration::from_secs(24 * 60 * 60);

/// How long they last from then on. Apple's systems take no server's certificate for more than 825 days.
const LIFETIME: Duration = Duration::from_secs(800 * 24 * 60 * 60);

/// The certificate and how to speak with it: HTTP/2 where the client can, else HTTP/1.1.
#[derive(Debug, Clone)]
pub struct Tls {
    pub(crate) config: Arc<rustls::ServerConfig>,
    /// What a client has to trust, as PEM.
    pub certificate: String,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot read {file}: {cause}. {advice}")]
    Unreadable { file: String, cause: std::io::Error, advice: &'static str },
    #[error("{file} holds no {wanted} in PEM")]
    Missing { file: String, wanted: &'static str },
    #[error("the certificate in {certificate} and the key in {key} do not work together: {cause}")]
    Unusable { certificate: String, key: String, cause: rustls::Error },
    #[error("no certificate could be made: {0}")]
    Unmade(#[from] rcgen::Error),
    #[error("no certificate could be used: {0}")]
    Unused(#[from] rustls::Error),
}

impl Tls {
    /// Makes a certificate for this machine and for one `more` name or address, and an authority that it is trusted by.
    ///
    /// # Errors
    /// `more` cannot stand in a certificate, or the system has no randomness to give.
    pub fn generate(more: Option<&str>) -> Result<Tls, TlsError> {
        let begins = SystemTime::now() - BEGUN;
        let params = |name: &str| {
            let mut params = CertificateParams::default();
            params.not_before = begins.into();
            params.not_after = (begins + LIFETIME).into();
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, name);
            params.use_authority_key_identifier_extension = true;
            params
        };

        let mut authority = params("checkout-emulator, made at its start");
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

        let mut server = params("localhost");
        for name in NAMES.into_iter().chain(more.filter(|name| !NAMES.contains(name))) {
            server.subject_alt_names.push(match name.parse::<IpAddr>() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) => SanType::DnsName(name.try_into()?),
            });
        }
        server.is_ca = IsCa::ExplicitNoCa;
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let server = server.signed_by(&key, &authority)?;

        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let certificate = authority.pem();
        let chain = vec![server.into(), authority.der().clone()];
        Ok(Tls { config: config(chain, key)?, certificate })
    }

    /// Reads a certificate, with what it is trusted by if that is in its file, and its key.
    ///
    /// # Errors
    /// A file cannot be read or holds something else, or the key is another certificate's.
    pub fn read(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) })
            .map_err(|error| unreadable(certificate, "certificate", error))?;
        let secret = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| unreadable(key, "private key without a passphrase", error))?;
        let shown = chain.iter().map(|certificate| to_pem(certificate)).collect();
        let config = config(chain, secret).map_err(|cause| TlsError::Unusable {
            certificate: certificate.display().to_string(),
            key: key.display().to_string(),
            cause,
        })?;
        Ok(Tls { config, certificate: shown })
    }
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<rustls::ServerConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn unreadable(file: &Path, wanted: &'static str, error: pem::Error) -> TlsError {
    let file = file.display().to_string();
    match error {
        pem::Error::Io(cause) => {
            let advice = match cause.kind() {
                std::io::ErrorKind::NotFound => {
                    "Make it first (with mkcert or openssl, say), or leave out --tls-cert and --tls-key: a certificate is made at \
                     the start"
                }
                _ => "Let this program's user read it",
            };
            TlsError::Unreadable { file, cause, advice }
        }
        _ => TlsError::Missing { file, wanted },
    }
}

/// A certificate as text, in lines of 64 characters.
fn to_pem(certificate: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(certificate);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}
