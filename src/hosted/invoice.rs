//! `GET /_emulator/invoices/{invoice}` and `…/pdf`: what a customer sees of an invoice, at its `hosted_invoice_url` and its
//! `invoice_pdf`.
//!
//! <https://docs.stripe.com/invoicing/hosted-invoice-page>

use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::page::note;
use super::phrase::Money;
use super::receipt::written_out;
use super::{Framing, Shared, assets, guard, html};
use crate::resources::invoice::{Invoice, Status};
use crate::values::Amount;

#[derive(Template)]
#[template(path = "invoice.html")]
struct InvoicePage {
    lang: &'static str,
    title: String,
    status: &'static str,
    facts: Vec<(String, String)>,
    total: String,
    id: String,
}

impl InvoicePage {
    fn of(invoice: &Invoice) -> Self {
        let money = |amount| Money::new(amount, invoice.currency).plain();
        let quantity =
            |quantity: Option<i64>| quantity.map(|count| format!(" × {count}")).unwrap_or_default();
        let mut facts: Vec<(String, String)> = invoice
            .lines
            .iter()
            .map(|line| (format!("{}{}", line.description, quantity(line.quantity)), money(line.amount)))
            .collect();
        let totals = &invoice.totals;
        for (name, amount) in [
            ("Subtotal", totals.subtotal),
            ("Discount", Amount::ZERO.minus(totals.discount)),
            ("Shipping", totals.shipping),
            ("Tax", totals.tax),
        ] {
            if amount != Amount::ZERO {
                facts.push((name.to_owned(), money(amount)));
            }
        }
        facts.push(("Amount paid".to_owned(), money(invoice.amount_paid)));
        let number = invoice.number.as_deref().unwrap_or(invoice.id.as_str());
        InvoicePage {
            lang: "en",
            title: format!("Invoice {number}"),
            status: if invoice.status == Status::Paid { "Paid" } else { "Not paid" },
            facts: [("Date".to_owned(), written_out(invoice.created))].into_iter().chain(facts).collect(),
            total: money(totals.total),
            id: invoice.id.to_string(),
        }
    }

    /// The same as lines of text.
    fn lines(&self) -> Vec<String> {
        let facts = self.facts.iter().map(|(name, value)| format!("{name}: {value}"));
        [format!("{} ({})", self.title, self.status)]
            .into_iter()
            .chain(facts)
            .chain([format!("Total: {}", self.total), "This is an emulator: no money moved.".to_owned()])
            .collect()
    }
}

/// Shows an invoice.
pub async fn show(app: Shared, Path(id): Path<String>) -> Response<Body> {
    match find(&app, &id) {
        Some(invoice) => html(StatusCode::OK, &InvoicePage::of(&invoice), Framing::Anybody),
        None => nothing(),
    }
}

/// The invoice as a file.
pub async fn pdf(app: Shared, Path(id): Path<String>) -> Response<Body> {
    let Some(invoice) = find(&app, &id) else { return nothing() };
    let mut response = Response::new(Body::from(write_pdf(&InvoicePage::of(&invoice).lines())));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"{}.pdf\"", invoice.id)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    guard(headers);
    response
}

fn find(app: &Shared, id: &str) -> Option<Arc<Invoice>> {
    let invoice = app.account_of::<Invoice>(id)?.with_state(|state| state.find::<Invoice>(id));
    invoice.filter(|invoice| invoice.status != Status::Draft)
}

fn nothing() -> Response<Body> {
    let text = "There is no invoice at this address. Check that the link is complete.";
    note(StatusCode::NOT_FOUND, "", "unknown", "Nothing here", text, None)
}

/// One page of text. What Latin 1 does not have is a question mark: a file that opens is enough here.
fn write_pdf(lines: &[String]) -> Vec<u8> {
    let mut content = String::from("BT /F 11 Tf 60 780 Td 18 TL\n");
    for line in lines.iter().take(40) {
        let escaped: String = line
            .chars()
            .flat_map(|character| match character {
                '(' | ')' | '\\' => vec!['\\', character],
                ' '..='~' => vec![character],
                '\u{a0}'..='\u{ff}' => format!("\\{:03o}", u32::from(character)).chars().collect(),
                _ => vec!['?'],
            })
            .collect();
        let _ = writeln!(content, "({escaped}) Tj T*");
    }
    content.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in &places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ =
        write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}
