// Reads documents with dotenvy: main KEY FILE…, an answer a line: "v" and the value in hexadecimal, "m", or "e".
use std::env;

fn read(path: &str, key: &str) -> String {
    for (name, _) in env::vars_os() {
        if !["PATH", "HOME", "LANG"].contains(&name.to_string_lossy().as_ref()) {
            env::remove_var(name);
        }
    }
    let mut found = None;
    let Ok(variables) = dotenvy::from_path_iter(path) else { return "e".to_string() };
    for variable in variables {
        match variable {
            Err(_) => return "e".to_string(),
            // The first one is loaded, and those behind it find it set.
            Ok((name, value)) => {
                if name == key && found.is_none() {
                    found = Some(value);
                }
            }
        }
    }
    match found {
        Some(value) => format!("v{}", value.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()),
        None => "m".to_string(),
    }
}

fn main() {
    let mut arguments = env::args().skip(1);
    let key = arguments.next().expect("a key");
    for path in arguments {
        let answer = std::panic::catch_unwind(|| read(&path, &key)).unwrap_or("e".to_string());
        println!("{answer}");
    }
}
