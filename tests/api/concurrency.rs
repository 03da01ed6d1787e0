//! Many clients at once.

use std::collections::HashSet;

use crate::support::{Emulator, PRICE, SHIPPING_RATE};

/// Does the same work for each of these at once.
async fn all<I, T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    each: impl IntoIterator<Item = I>,
    work: impl Fn(I) -> F,
) -> Vec<T> {
    let running: Vec<_> = each.into_iter().map(|one| tokio::spawn(work(one))).collect();
    let mut results = Vec::new();
    for task in running {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_of_one_account_lose_nothing() {
    let stripe = Emulator::start().await;
    let clients = std::iter::repeat_n(stripe.shop(), 16);
    let ids = all(clients, |client| async move {
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(client.price().await);
        }
        ids
    })
    .await;
    let distinct: HashSet<String> = ids.into_iter().flatten().collect();
    assert_eq!(distinct.len(), 96);
    assert_eq!(stripe.shop().count("/v1/prices").await, 96);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_accounts_run_side_by_side_and_repeat_themselves() {
    let stripe = Emulator::start().await;
    let clients = (0..32).map(|number| stripe.client(&format!("account{number}")));
    let ids = all(clients, |client| async move {
        let first = client.post("/v1/prices", PRICE).await.id();
        client.post("/v1/shipping_rates", SHIPPING_RATE).await.object();
        assert_eq!(client.count("/v1/prices").await, 1);
        first
    })
    .await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 32);
    // What others did has no part in an account's ids.
    let alone = Emulator::start().await;
    assert_eq!(alone.client("account7").price().await, ids[7]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lookup_key_goes_to_one_of_many() {
    let stripe = Emulator::start().await;
    let won = all(std::iter::repeat_n(stripe.shop(), 24), |client| async move {
        client.post("/v1/prices", &[PRICE, &[("lookup_key", "standard")]].concat()).await.status
    })
    .await;
    assert_eq!(won.iter().filter(|status| **status == 200).count(), 1, "{won:?}");
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn updates_at_once_all_land() {
    let stripe = Emulator::start().await;
    let path = format!("/v1/prices/{}", stripe.shop().price().await);
    all(0..24, |number| {
        let (client, path) = (stripe.shop(), path.clone());
        async move { client.post(&path, &[(&format!("metadata[k{number}]"), "1")]).await.object() }
    })
    .await;
    let price = stripe.shop().get(&path, &[]).await.object();
    assert_eq!(price["metadata"].as_object().unwrap().len(), 24);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resets_and_clocks_do_not_stop_the_others() {
    let stripe = Emulator::start().await;
    let everyone = stripe.stranger();
    let shop = stripe.shop();
    let disturb = tokio::spawn(async move {
        for _ in 0..20 {
            everyone.post("/_emulator/reset", &[]).await.object();
            everyone.post("/_emulator/clock", &[("advance", "1h")]).await.object();
        }
    });
    let work = all(std::iter::repeat_n(shop, 8), |client| async move {
        for key in 0..10 {
            let answer = client.idempotent(&key.to_string()).post("/v1/prices", PRICE).await;
            assert!(matches!(answer.status, 200 | 409), "{}", answer.text);
        }
    });
    work.await;
    disturb.await.unwrap();
    stripe.shop().price().await;
}
