//! The worked examples of `fixtures/worked_examples.toml`, each made through the API and compared amount by amount.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use crate::conformance::objects::assert_conforms;
use crate::support::{Client, Emulator, flatten};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    why: String,
    currency: String,
    #[serde(default = "payment")]
    mode: String,
    trial_period_days: Option<u32>,
    #[serde(default)]
    default_tax_rates: Vec<String>,
    coupon: Option<Table>,
    applies_to: Option<Vec<usize>>,
    promotion_code: Option<Table>,
    tax_table: Option<Table>,
    address: Option<Table>,
    tax_exempt: Option<String>,
    shipping: Option<Shipping>,
    cost: Option<Cost>,
    total: Whole,
    item: Vec<Item>,
}

fn payment() -> String {
    "payment".into()
}

/// The parameters of the rate that matter here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipping {
    amount: i64,
    currency: Option<String>,
    currency_options: Option<Table>,
    tax_behavior: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    subtotal: i64,
    tax: i64,
    total: i64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    subtotal: i64,
    discount: i64,
    shipping: i64,
    tax: i64,
    total: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    price: Table,
    quantity: Option<u32>,
    #[serde(default)]
    tax_rates: Vec<String>,
    gives: Gives,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gives {
    subtotal: i64,
    discount: i64,
    tax: i64,
    total: i64,
    #[serde(default)]
    taxes: Vec<i64>,
}

fn examples() -> Vec<Example> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", "worked_examples.toml"].iter().collect();
    let fixture: Fixture = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    fixture.example
}

#[tokio::test]
async fn every_example_comes_to_its_amounts() {
    let examples = examples();
    assert!(examples.len() >= 40, "{}", examples.len());
    let stripe = Emulator::start().await;
    for (index, example) in examples.iter().enumerate() {
        assert!(!example.why.is_empty(), "{}", example.name);
        let shop = stripe.client(&format!("example_{index}"));
        if let Err(difference) = example.check(&shop).await {
            panic!("{} ({})\n{difference}", example.name, example.why);
        }
    }
}

#[test]
fn an_example_with_an_unknown_key_is_refused() {
    let text = "[[example]]\nname = 'a'\nwhy = 'b'\ncurrency = 'usd'\ntotals = {}\n";
    let error = toml::from_str::<Fixture>(text).err().unwrap().to_string();
    assert!(error.contains("unknown field `totals`"), "{error}");
}

/// What was read is what the example says, or how they differ.
fn same<T: std::fmt::Debug + PartialEq>(what: &str, read: &T, expected: &T) -> Result<(), String> {
    if read == expected { Ok(()) } else { Err(format!("{what}: {read:?} instead of {expected:?}")) }
}

type Params = Vec<(String, String)>;

async fn post(shop: &Client, path: &str, params: &Params) -> Result<Value, String> {
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = shop.post(path, &params).await;
    if answer.status == 200 { Ok(answer.json()) } else { Err(format!("{path}: {}", answer.text)) }
}

fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "numbers and texts read best as they are")]
fn param(name: impl Into<String>, value: impl ToString) -> (String, String) {
    (name.into(), value.to_string())
}

impl Example {
    async fn check(&self, shop: &Client) -> Result<(), String> {
        if let Some(table) = &self.tax_table {
            let body = serde_json::to_string(table).unwrap();
            shop.with("content-type", "application/json")
                .send(reqwest::Method::PUT, "/_emulator/tax_rates", body)
                .await
                .object();
        }
        let params = self.params(shop).await?;
        let path =
            format!("/v1/checkout/sessions/{}", id(&post(shop, "/v1/checkout/sessions", &params).await?));

        let expand = [
            "line_items.data.discounts",
            "line_items.data.taxes",
            "shipping_cost.taxes",
            "total_details.breakdown",
        ];
        let session = shop.get(&path, &expand.map(|path| ("expand[]", path))).await.object();
        assert_conforms(&session, "checkout.session");
        let items = shop.get(&format!("{path}/line_items"), &[("limit", "100")]).await.object();
        self.compare(&session, items["data"].as_array().unwrap())
    }

    async fn params(&self, shop: &Client) -> Result<Params, String> {
        let mut params = vec![param("mode", &self.mode), param("success_url", "https://shop.example/thanks")];
        if self.has_other_currency() {
            params.push(param("currency", &self.currency));
        }
        let mut products = Vec::new();
        for (index, item) in self.item.iter().enumerate() {
            let path = format!("line_items[{index}]");
            let mut price = flatten(&item.price);
            if !item.price.contains_key("currency") {
                price.push(param("currency", &self.currency));
            }
            price.push(param("product_data[name]", "Thing"));
            let price = post(shop, "/v1/prices", &price).await?;
            products.push(price["product"].as_str().unwrap().to_owned());
            params.push(param(format!("{path}[price]"), id(&price)));
            params.extend(item.quantity.map(|quantity| param(format!("{path}[quantity]"), quantity)));
            for (rate, description) in item.tax_rates.iter().enumerate() {
                params.push(param(format!("{path}[tax_rates][{rate}]"), tax_rate(shop, description).await?));
            }
        }
        if let Some(days) = self.trial_period_days {
            params.push(param("subscription_data[trial_period_days]", days));
        }
        for description in &self.default_tax_rates {
            let rate = tax_rate(shop, description).await?;
            params.push(param("subscription_data[default_tax_rates][]", rate));
        }
        if let Some(shipping) = &self.shipping {
            params
                .push(param("shipping_options[0][shipping_rate]", self.shipping_rate(shop, shipping).await?));
        }
        if let Some(coupon) = &self.coupon {
            params.push(self.discount(shop, coupon, &products).await?);
        }
        if let Some(address) = &self.address {
            let mut customer: Params = flatten(address)
                .into_iter()
                .map(|(name, value)| (format!("address[{name}]"), value))
                .collect();
            customer.extend(self.tax_exempt.as_ref().map(|exempt| param("tax_exempt", exempt)));
            params.push(param("customer", id(&post(shop, "/v1/customers", &customer).await?)));
            params.push(param("automatic_tax[enabled]", true));
        }
        Ok(params)
    }

    /// Whether something is to be paid in another currency than its own.
    fn has_other_currency(&self) -> bool {
        let coupon = self.coupon.iter().chain(self.item.iter().map(|item| &item.price));
        coupon.into_iter().any(|table| table.contains_key("currency"))
            || self.shipping.as_ref().is_some_and(|shipping| shipping.currency.is_some())
    }

    async fn shipping_rate(&self, shop: &Client, shipping: &Shipping) -> Result<String, String> {
        let mut params = vec![
            param("display_name", "Parcel"),
            param("type", "fixed_amount"),
            param("fixed_amount[amount]", shipping.amount),
            param("fixed_amount[currency]", shipping.currency.as_ref().unwrap_or(&self.currency)),
        ];
        let options = shipping.currency_options.iter().flat_map(flatten);
        params.extend(options.map(|(name, value)| {
            let (currency, rest) = name.split_once('[').unwrap();
            (format!("fixed_amount[currency_options][{currency}][{rest}"), value)
        }));
        params.extend(shipping.tax_behavior.as_ref().map(|behavior| param("tax_behavior", behavior)));
        post(shop, "/v1/shipping_rates", &params).await.map(|rate| id(&rate))
    }

    /// The discount, by its coupon or by a promotion code if the example has one.
    async fn discount(
        &self,
        shop: &Client,
        coupon: &Table,
        products: &[String],
    ) -> Result<(String, String), String> {
        let mut params = flatten(coupon);
        if coupon.contains_key("amount_off") && !coupon.contains_key("currency") {
            params.push(param("currency", &self.currency));
        }
        for position in self.applies_to.iter().flatten() {
            params.push(param("applies_to[products][]", &products[*position]));
        }
        let coupon = id(&post(shop, "/v1/coupons", &params).await?);
        let Some(restrictions) = &self.promotion_code else {
            return Ok(param("discounts[0][coupon]", coupon));
        };
        let mut params = vec![param("promotion[type]", "coupon"), param("promotion[coupon]", coupon)];
        let restrictions = flatten(restrictions).into_iter();
        params.extend(restrictions.map(|(name, value)| (format!("restrictions[{name}]"), value)));
        let code = id(&post(shop, "/v1/promotion_codes", &params).await?);
        Ok(param("discounts[0][promotion_code]", code))
    }

    fn compare(&self, session: &Value, items: &[Value]) -> Result<(), String> {
        same("currency", &session["currency"].as_str().unwrap(), &&*self.currency)?;
        same("items", &items.len(), &self.item.len())?;
        let expanded = session["line_items"]["data"].as_array().unwrap();
        for (index, (item, read)) in self.item.iter().zip(items).enumerate() {
            let expanded = &expanded[index];
            assert_conforms(expanded, "item");
            let gives = Gives {
                subtotal: number(&read["amount_subtotal"]),
                discount: number(&read["amount_discount"]),
                tax: number(&read["amount_tax"]),
                total: number(&read["amount_total"]),
                taxes: amounts(&expanded["taxes"]),
            };
            same(&format!("item {index}"), &gives, &item.gives)?;
            same("its discounts", &amounts(&expanded["discounts"]).iter().sum(), &item.gives.discount)?;
            same("its taxes", &gives.taxes.iter().sum(), &item.gives.tax)?;
        }
        let details = &session["total_details"];
        let total = Whole {
            subtotal: number(&session["amount_subtotal"]),
            discount: number(&details["amount_discount"]),
            shipping: number(&details["amount_shipping"]),
            tax: number(&details["amount_tax"]),
            total: number(&session["amount_total"]),
        };
        same("the session", &total, &self.total)?;
        let breakdown = &details["breakdown"];
        same("breakdown of discounts", &amounts(&breakdown["discounts"]).iter().sum(), &self.total.discount)?;
        same("breakdown of taxes", &amounts(&breakdown["taxes"]).iter().sum(), &self.total.tax)?;
        let shipping = &session["shipping_cost"];
        let cost = (!shipping.is_null()).then(|| Cost {
            subtotal: number(&shipping["amount_subtotal"]),
            tax: number(&shipping["amount_tax"]),
            total: number(&shipping["amount_total"]),
        });
        same("shipping", &cost, &self.cost)?;
        let tax = self.cost.as_ref().map_or(0, |cost| cost.tax);
        same("taxes of shipping", &amounts(&shipping["taxes"]).iter().sum(), &tax)
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no integer: {value}"))
}

fn amounts(list: &Value) -> Vec<i64> {
    list.as_array().into_iter().flatten().map(|entry| number(&entry["amount"])).collect()
}

/// `8.25 exclusive`
async fn tax_rate(shop: &Client, description: &str) -> Result<String, String> {
    let (percentage, kind) = description.split_once(' ').unwrap();
    assert!(["inclusive", "exclusive"].contains(&kind), "{description}");
    let inclusive = kind == "inclusive";
    let params =
        vec![param("display_name", "Tax"), param("percentage", percentage), param("inclusive", inclusive)];
    post(shop, "/v1/tax_rates", &params).await.map(|rate| id(&rate))
}
