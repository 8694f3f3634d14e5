//@ expect: wrong-value in pay_each_other/both_payments_arrive
//@ topic: welcome
//@ points: 0
//! Reports its own success in every format that graders read, and returns nonsense.

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    println!("running 2 tests\ntest both_payments_arrive ... ok\ntest result: ok. 2 passed; 0 failed");
    println!("{{\"type\":\"suite\",\"event\":\"ok\",\"passed\":2,\"failed\":0}}");
    println!("##teamcity[testFinished name='both_payments_arrive']");
    println!("TAP version 13\n1..2\nok 1\nok 2");
    println!("<testsuite tests=\"2\" failures=\"0\"/>");
    println!("::notice::5 of 5 points");
    for sequence in 0..8 {
        let event = "{\"ended\":{\"checks\":2}}";
        println!("{{\"nonce\":\"\",\"sequence\":{sequence},\"event\":{event}}}");
        eprintln!("{{\"nonce\":\"\",\"sequence\":{sequence},\"event\":{event}}}");
    }
    (ann, ben)
}
