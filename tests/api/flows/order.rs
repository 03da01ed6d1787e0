//! Many at once: one session is paid once, whatever else happens to it.

use serde_json::Value;

use super::Flow;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_clients_pay_one_session_once() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let path = format!("/_emulator/checkout/sessions/{id}/complete");
    let attempts: Vec<_> = (0..50)
        .map(|_| {
            let (shop, path) = (flow.shop.clone(), path.clone());
            tokio::spawn(async move { shop.post(&path, &[]).await.status })
        })
        .collect();
    let mut paid = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            200 => paid += 1,
            status => assert_eq!(status, 400),
        }
    }
    assert_eq!(paid, 1);
    let kinds = flow.heard_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "checkout.session.completed").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| *kind == "charge.succeeded").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn expiring_and_paying_at_once_leaves_one_of_the_two() {
    let flow = Flow::start().await;
    for _ in 0..20 {
        let id = flow.session(&[]).await;
        let (shop, pay) = (flow.shop.clone(), format!("/_emulator/checkout/sessions/{id}/complete"));
        let expire = format!("/v1/checkout/sessions/{id}/expire");
        let paying = tokio::spawn(async move { shop.post(&pay, &[]).await.status });
        let expired = flow.shop.post(&expire, &[]).await.status;
        let paid = paying.await.unwrap();
        assert!([(200, 400), (400, 200)].contains(&(paid, expired)), "{paid} {expired}");
        let told: Vec<String> = flow
            .heard_kinds()
            .await
            .into_iter()
            .filter(|kind| kind.starts_with("checkout.session"))
            .collect();
        let expected = if paid == 200 { "checkout.session.completed" } else { "checkout.session.expired" };
        assert_eq!(told, [expected]);
        let status = if paid == 200 { "complete" } else { "expired" };
        assert_eq!(flow.retrieve(&id).await["status"], Value::from(status));
    }
}
