//! `--fixtures`, and `fixtures` against a running server.

use super::{Program, program, run};

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop.json");

#[tokio::test]
async fn fixtures_are_applied_from_the_start() {
    let server = Program::start(&["--fixtures", SHOP]).await;
    assert_eq!(server.client().get("/v1/prices/price_mug", &[]).await.object()["unit_amount"], 1500);
}

#[tokio::test]
async fn fixtures_that_cannot_be_applied_stop_the_start_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let missing = folder.path().join("none.json").to_str().unwrap().to_owned();
    let price =
        r#"{"fixtures":[{"name":"mug","path":"/v1/prices","method":"post","params":{"unit_amount":1}}]}"#;
    for (path, complaint) in [
        (missing, "none.json: No such file or directory"),
        (file("text.json", "mugs"), "text.json: this is no JSON: expected value at line 1 column 1"),
        (
            file("price.json", price),
            "price.json: entry 1 `mug` (POST /v1/prices): Missing required param: currency.",
        ),
    ] {
        let (code, output, errors) = run(&mut program(&["--port", "0", "--fixtures", &path])).await;
        assert_eq!((code, output.as_str()), (1, ""), "{errors}");
        assert!(errors.lines().count() == 1 && errors.contains(complaint), "{errors}");
    }
}

#[tokio::test]
async fn fixtures_are_applied_to_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "CUP_NAME=Cup\n").unwrap();
    let document = r#"{"fixtures":[
        {"name":"cup","id":"prod_cup","path":"/v1/products","method":"post","params":{"name":"${.env:CUP_NAME}"}},
        {"name":"price","path":"/v1/prices","method":"post",
         "params":{"product":"${cup:id}","currency":"usd","unit_amount":900}}]}"#;
    std::fs::write(folder.path().join("cups.json"), document).unwrap();
    let server = Program::start(&[]).await;
    let url = format!("http://{}", server.address);
    let of_shop = ["fixtures", "cups.json", "--url", &url, "--api-key", "sk_test_shop"];
    let (code, output, errors) = run(program(&of_shop).current_dir(&folder)).await;
    assert_eq!((code, errors.as_str()), (0, ""));
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[0], "cup prod_cup");
    assert!(lines[1].starts_with("price price_"), "{output}");
    assert_eq!(server.client().get("/v1/products/prod_cup", &[]).await.object()["name"], "Cup");
    assert_eq!(server.client().key("sk_test_other").get("/v1/products/prod_cup", &[]).await.status, 404);

    // Again, the id is taken.
    let (code, output, errors) = run(program(&of_shop).current_dir(&folder)).await;
    assert_eq!((code, output.as_str()), (1, ""));
    assert!(
        errors.starts_with("checkout-emulator: cups.json: entry 1 `cup` (POST /v1/products): "),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1);

    let nowhere = ["fixtures", "cups.json", "--url", "http://127.0.0.1:9"];
    let (code, _, errors) = run(program(&nowhere).current_dir(&folder)).await;
    assert_eq!(code, 1);
    assert!(errors.contains("http://127.0.0.1:9/_emulator/fixtures does not answer"), "{errors}");
}
