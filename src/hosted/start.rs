//! `GET /_emulator/`: what is running, how to use it, and the sessions that can be paid.

use askama::Template;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};

use super::phrase::Money;
use super::{Framing, Shared, assets, html};
use crate::resources::checkout::Session;
use crate::server::Secure;

/// How many sessions are listed of each account, and how many accounts.
const SESSIONS: usize = 20;
const ACCOUNTS: usize = 50;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    lang: &'static str,
    version: &'static str,
    url: String,
    snippets: Vec<(&'static str, String)>,
    accounts: Vec<AccountEntry>,
}

struct AccountEntry {
    name: String,
    id: String,
    sessions: Vec<SessionEntry>,
}

struct SessionEntry {
    id: String,
    /// The page, on the host by which the developer reached this one.
    url: String,
    mode: &'static str,
    amount: String,
    items: String,
}

/// Shows where a developer begins.
pub async fn start(app: Shared, request: Request) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let scheme = if request.extensions().get::<Secure>().is_some() { "https" } else { "http" };
    let url = host.map_or_else(|| app.public_url.to_string(), |host| format!("{scheme}://{host}"));
    let mut accounts: Vec<AccountEntry> = app
        .named_accounts()
        .into_iter()
        .filter_map(|(name, account)| {
            let sessions: Vec<SessionEntry> = account.with_state(|state| {
                let open = state
                    .newest::<Session>()
                    .filter(|session| session.is_open() && session.settings.urls.page.is_some());
                open.take(SESSIONS).map(|session| entry(session)).collect()
            });
            (!sessions.is_empty()).then(|| AccountEntry { name, id: account.id.to_string(), sessions })
        })
        .collect();
    accounts.sort_by(|a, b| a.name.cmp(&b.name));
    accounts.truncate(ACCOUNTS);
    let snippets = snippets(&url);
    let page = StartPage { lang: "en", version: env!("CARGO_PKG_VERSION"), url, snippets, accounts };
    html(StatusCode::OK, &page, Framing::Nobody)
}

fn entry(session: &Session) -> SessionEntry {
    let amount = session.settings.currency.zip(session.totals.as_ref());
    let names: Vec<&str> = session.line_items.iter().take(3).map(|item| item.description.as_str()).collect();
    let more = session.line_items.len().saturating_sub(names.len());
    let mut items = names.join(", ");
    if more > 0 {
        items.push_str(" …");
    }
    SessionEntry {
        id: session.id.to_string(),
        url: format!("/c/pay/{}", session.id),
        mode: session.settings.mode.as_str(),
        amount: amount
            .map(|(currency, totals)| Money::new(totals.total, currency).plain())
            .unwrap_or_default(),
        items,
    }
}

/// How each official SDK is told where to send its requests.
fn snippets(url: &str) -> Vec<(&'static str, String)> {
    let (protocol, authority) = url.split_once("://").unwrap_or(("http", url));
    let usual = if protocol == "https" { "443" } else { "80" };
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, usual));
    vec![
        ("curl", format!("curl {url}/v1/checkout/sessions -u sk_test_my_shop:")),
        (
            "Node",
            format!(
                "new Stripe('sk_test_my_shop', {{ host: '{host}', port: {port}, protocol: '{protocol}' }})"
            ),
        ),
        (
            "Python",
            format!("stripe.StripeClient(\"sk_test_my_shop\", base_addresses={{\"api\": \"{url}\"}})"),
        ),
        ("Ruby", format!("Stripe::StripeClient.new('sk_test_my_shop', base_addresses: {{ api: '{url}' }})")),
        (
            "PHP",
            format!("new \\Stripe\\StripeClient(['api_key' => 'sk_test_my_shop', 'api_base' => '{url}'])"),
        ),
        (
            "Go",
            format!(
                "stripe.NewClient(\"sk_test_my_shop\", stripe.WithBackends(stripe.NewBackendsWithConfig(\n    \
                 &stripe.BackendConfig{{URL: stripe.String(\"{url}\")}})))"
            ),
        ),
        (
            "Java",
            format!("StripeClient.builder().setApiKey(\"sk_test_my_shop\").setApiBase(\"{url}\").build()"),
        ),
        (
            ".NET",
            format!(
                "new StripeClient(new StripeClientOptions {{ ApiKey = \"sk_test_my_shop\", ApiBase = \"{url}\" }})"
            ),
        ),
        ("Rust", format!("stripe::ClientBuilder::new(\"sk_test_my_shop\").url(\"{url}\").build()?")),
    ]
}
