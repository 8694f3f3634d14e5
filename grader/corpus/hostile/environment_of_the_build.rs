//@ expect: forbidden-api
//@ topic: welcome
//@ points: 0
//! Looks at the environment in which the compiler runs.

const HOME: &str = env!("PATH");
const TOKEN: Option<&str> = option_env!("GITHUB_TOKEN");

/// Both pay; see the title.
pub fn pay_each_other(ann: i64, ben: i64) -> (i64, i64) {
    let length = HOME.len() + TOKEN.map_or(0, str::len);
    (ann + i64::try_from(length).unwrap(), ben)
}
