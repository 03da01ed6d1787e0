//! What the program says of itself.

use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::{Program, program, run, within};

#[tokio::test]
async fn help_teaches_by_examples() {
    let (code, help, _) = run(&mut program(&["--help"])).await;
    assert_eq!(code, 0);
    for said in ["Examples:", "--state", "sk_test_shop", "CHECKOUT_EMULATOR_PORT"] {
        assert!(help.contains(said), "{said}");
    }
}

#[tokio::test]
async fn completions_and_the_man_page_are_written() {
    for (arguments, said) in [
        (&["completions", "bash"][..], "complete -F"),
        (&["completions", "zsh"], "#compdef checkout-emulator"),
        (&["completions", "fish"], "complete -c checkout-emulator"),
        (&["man"], ".TH checkout-emulator 1"),
    ] {
        let (code, output, errors) = run(&mut program(arguments)).await;
        assert_eq!((code, errors.as_str()), (0, ""));
        assert!(output.contains(said), "{arguments:?}");
    }
    let (code, _, errors) = run(&mut program(&["completions", "csh"])).await;
    assert_eq!(code, 2, "{errors}");
}

#[tokio::test]
async fn the_banner_says_what_to_do_next_and_it_works() {
    let mut server = Program::spawn(&mut program(&["--port", "0"])).await;
    let mut lines = BufReader::new(server.child.stderr.take().unwrap()).lines();
    let next = loop {
        let line = within(lines.next_line()).await.unwrap().expect("it says what to do next");
        if line.contains("next: curl ") {
            break line;
        }
    };
    let mut words = next.split("next: curl ").nth(1).unwrap().split(' ');
    let path = words.next().unwrap().rsplit_once("/v1/").unwrap().1.to_owned();
    let form: Vec<&str> = words.filter(|word| word.contains('=')).collect();
    let answer = server.client().post_raw(&format!("/v1/{path}"), form.join("&")).await;
    assert_eq!(answer.object()["status"], "open");
}
