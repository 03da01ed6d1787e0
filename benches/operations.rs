//! Decoding, and each session operation, without the network around it.
//!
//! `cargo bench --bench operations`

use std::hint::black_box;
use std::sync::Arc;

use checkout_emulator::app::{App, Settings};
use checkout_emulator::error::ApiError;
use checkout_emulator::form::{Branch, decode};
use checkout_emulator::http::answer::to_json;
use checkout_emulator::operation::Operation;
use checkout_emulator::resources::checkout::Session;
use checkout_emulator::resources::checkout::session::{
    CreateSession, ListSessions, RetrieveSession, UpdateSession,
};
use checkout_emulator::resources::price::CreatePrice;
use checkout_emulator::store::Account;
use checkout_emulator::values::Id;
use criterion::{Criterion, criterion_group, criterion_main};

const UPDATE: &str = "collected_information[shipping_details][name]=Jenny%20Rosen\
    &collected_information[shipping_details][address][line1]=27%20Fredrick%20Ave\
    &collected_information[shipping_details][address][city]=Brothers\
    &collected_information[shipping_details][address][postal_code]=97712\
    &collected_information[shipping_details][address][state]=OR\
    &collected_information[shipping_details][address][country]=US&metadata[step]=shipping";

struct Shop {
    app: App,
    account: Arc<Account>,
    create: String,
}

impl Shop {
    fn open() -> Shop {
        let app = App::new(&Settings { seed: Some(1), ..Settings::default() });
        let account = app.account("bench");
        let mut shop = Shop { app, account, create: String::new() };
        let price = shop
            .perform::<CreatePrice>("currency=usd&unit_amount=1500&product_data[name]=Mug", ())
            .expect("the price is valid");
        shop.create = format!(
            "mode=payment&ui_mode=elements&line_items[0][price]={}&line_items[0][quantity]=2\
             &shipping_address_collection[allowed_countries][0]=US&permissions[update_shipping_details]=server_only\
             &metadata[order]=6735",
            price.id
        );
        shop
    }

    fn perform<O: Operation>(&self, form: &str, target: O::Target) -> Result<O::Output, ApiError> {
        let operation: O = decode(&Branch::parse(form.as_bytes())?)?;
        self.account.transact(&self.app.context(&self.account), |tx| operation.perform(target, tx))
    }

    fn session(&self) -> Id<Session> {
        self.perform::<CreateSession>(&self.create, ()).expect("the session is valid").id.clone()
    }
}

fn decoding(criterion: &mut Criterion) {
    let shop = Shop::open();
    criterion.bench_function("decode/create", |bench| {
        bench.iter(|| {
            decode::<CreateSession>(&Branch::parse(black_box(shop.create.as_bytes()))?)
                .map_err(ApiError::from)
        });
    });
    criterion.bench_function("decode/update", |bench| {
        bench.iter(|| {
            decode::<UpdateSession>(&Branch::parse(black_box(UPDATE.as_bytes()))?).map_err(ApiError::from)
        });
    });
    criterion.bench_function("decode/unknown parameter", |bench| {
        let form = format!("{UPDATE}&shiping_options[0][shipping_rate]=shr_1");
        bench.iter(|| {
            decode::<UpdateSession>(&Branch::parse(black_box(form.as_bytes()))?).map_err(ApiError::from)
        });
    });
}

fn operations(criterion: &mut Criterion) {
    let shop = Shop::open();
    let session = shop.session();
    criterion.bench_function("session/create", |bench| bench.iter(|| shop.session()));
    criterion.bench_function("session/retrieve", |bench| {
        bench.iter(|| {
            let found = shop.perform::<RetrieveSession>("", session.clone())?;
            to_json(&found)
        });
    });
    criterion.bench_function("session/update", |bench| {
        bench.iter(|| {
            let updated = shop.perform::<UpdateSession>(UPDATE, session.clone())?;
            to_json(&updated)
        });
    });
    criterion.bench_function("session/list 10 of many", |bench| {
        bench.iter(|| {
            let list = shop.perform::<ListSessions>("", ())?;
            to_json(&list)
        });
    });
}

criterion_group!(benches, decoding, operations);
criterion_main!(benches);
