//! `--state`: what one process leaves and another finds.

use super::{Program, program, run};
use crate::support::PRICE;

#[tokio::test]
async fn a_state_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    let price = shop.idempotent("k").post("/v1/prices", PRICE).await;
    let id = price.id();
    server.signal("-TERM").await;
    assert!(server.end().await.0.success());

    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    assert_eq!(shop.get(&format!("/v1/prices/{id}"), &[]).await.object()["unit_amount"], 1000);
    let again = shop.idempotent("k").post("/v1/prices", PRICE).await;
    assert_eq!((again.id(), again.header("idempotent-replayed")), (id, Some("true")));
    // Ids go on where they were.
    assert_ne!(shop.post("/v1/prices", PRICE).await.id(), again.id());
    server.signal("-TERM").await;
    assert!(server.end().await.0.success());
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["state.json"]);
}

#[tokio::test]
async fn a_killed_server_leaves_a_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    let first = shop.post("/v1/prices", PRICE).await.id();
    let mut written = 1;
    // Not before something was saved, and in the middle of it.
    while written < 1000 || !std::path::Path::new(&file).exists() {
        shop.post("/v1/prices", PRICE).await.object();
        written += 1;
        assert!(written < 1_000_000, "nothing was ever saved");
    }
    server.signal("-KILL").await;
    assert!(!server.end().await.0.success());

    let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let saved = whole["accounts"]["shop"]["objects"]["price"].as_u64().unwrap();
    assert!((1..=written).contains(&saved), "{saved} of {written}");
    let server = Program::start(&["--state", &file]).await;
    assert_eq!(server.client().get(&format!("/v1/prices/{first}"), &[]).await.status, 200);
}

#[tokio::test]
async fn a_state_that_must_not_be_touched_stops_the_start_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &good]).await;
    server.client().post("/v1/prices", PRICE).await.object();
    server.signal("-TERM").await;
    server.end().await;
    let good = std::fs::read_to_string(good).unwrap();
    let changed = |pointer: &str, value: serde_json::Value| {
        let mut state: serde_json::Value = serde_json::from_str(&good).unwrap();
        *state.pointer_mut(pointer).unwrap() = value;
        state.to_string()
    };
    for (text, complaint) in [
        (String::new(), "is truncated"),
        (good[..good.len() - 50].to_owned(), "is truncated"),
        ("mugs".to_owned(), "is no state of checkout-emulator"),
        ("{\"object\":\"list\"}".to_owned(), "is no state of checkout-emulator"),
        (changed("/format", 2.into()), "was saved by a newer checkout-emulator (0.1.0, format 2)"),
        (changed("/accounts/shop/data", "eJwDAAAAAAE=".into()), "is damaged"),
    ] {
        let file = folder.path().join("state.json");
        std::fs::write(&file, &text).unwrap();
        let path = file.to_str().unwrap();
        let (code, output, errors) = run(&mut program(&["--port", "0", "--state", path])).await;
        assert_eq!((code, output.as_str()), (1, ""), "{errors}");
        assert!(errors.lines().count() == 1 && errors.contains(complaint), "{errors}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "{complaint}");
    }
    let nowhere = folder.path().join("none/state.json");
    let (code, _, errors) = run(&mut program(&["--port", "0", "--state", nowhere.to_str().unwrap()])).await;
    assert!(code == 1 && errors.contains("there is no folder"), "{errors}");
    // Nobody can write there, whoever they are.
    let (code, _, errors) = run(&mut program(&["--port", "0", "--state", "/proc/state.json"])).await;
    assert!(code == 1 && errors.contains("a folder that can be written to"), "{errors}");
}
