//! `cargo xtask tidy` on a small workspace made for the purpose.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ARCHITECTURE: &str = "# Map\n\n`app`, `graph` and `model`.\n\n\
    <!-- tidy: edges -->\n\n| crate | may use |\n|---|---|\n| `app` | `graph`, `model` |\n| `graph` | |\n| `model` | |\n\n\
    <!-- tidy: outside -->\n\n| crate from outside | only in |\n|---|---|\n| `rusqlite` | `app` |\n\n\
    <!-- tidy: invariants -->\n\n| invariant | held by |\n|---|---|\n| graph knows no people | `tidy` |\n";

/// Three crates, a stand-in for a crate from outside, and the documents that tidy reads.
fn workspace(root: &Path) {
    write(root, "Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"vendor\"]\nresolver = \"3\"\n");
    write(root, "ARCHITECTURE.md", ARCHITECTURE);
    write(root, "deny.toml", "[licenses]\nallow = [\n    \"MIT\",\n]\n");
    krate(root, "crates/app", "graph = { path = \"../graph\" }\nrusqlite = { path = \"../../vendor/rusqlite\" }\n");
    krate(root, "crates/graph", "");
    krate(root, "crates/model", "");
    krate(root, "vendor/rusqlite", "");
}

fn krate(root: &Path, folder: &str, dependencies: &str) {
    let name = folder.rsplit('/').next().expect("a path has a last part");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[dependencies]\n{dependencies}"
    );
    write(root, &format!("{folder}/Cargo.toml"), &manifest);
    write(root, &format!("{folder}/src/lib.rs"), "//! A crate of the sample.\n");
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn tidy(root: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["tidy", "--root"])
        .arg(root)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("xtask runs")
}

/// Runs tidy on the sample with something planted; gives the lines it prints.
fn planted(plant: impl Fn(&Path)) -> (Option<i32>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    workspace(folder.path());
    plant(folder.path());
    let output = tidy(folder.path());
    let text = String::from_utf8(output.stdout).expect("tidy prints UTF-8");
    (output.status.code(), text.lines().map(str::to_owned).collect())
}

#[test]
fn a_clean_workspace_passes() {
    let (code, lines) = planted(|_| {});
    assert_eq!(code, Some(0), "{lines:#?}");
}

#[test]
fn a_planted_forbidden_edge_fails() {
    let (code, lines) = planted(|root| krate(root, "crates/graph", "model = { path = \"../model\" }\n"));
    assert_eq!(code, Some(1));
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].starts_with("crates/graph/Cargo.toml:8: graph may not use model"), "{lines:#?}");
}

#[test]
fn a_forbidden_edge_in_a_build_script_fails_and_one_in_tests_does_not() {
    let with = |section: &'static str| {
        planted(move |root| {
            let manifest = root.join("crates/graph/Cargo.toml");
            let text = fs::read_to_string(&manifest).unwrap();
            fs::write(manifest, format!("{text}\n[{section}]\nmodel = {{ path = \"../model\" }}\n")).unwrap();
        })
    };
    assert_eq!(with("build-dependencies").0, Some(1));
    assert_eq!(with("dev-dependencies").0, Some(0));
}

#[test]
fn an_outside_crate_beyond_its_home_fails() {
    let (code, lines) =
        planted(|root| krate(root, "crates/model", "rusqlite = { path = \"../../vendor/rusqlite\" }\n"));
    assert_eq!(code, Some(1));
    assert!(lines[0].starts_with("crates/model/Cargo.toml:8: model may not use rusqlite"), "{lines:#?}");
}

#[test]
fn a_licence_that_is_not_allowed_fails() {
    let (code, lines) = planted(|root| {
        let manifest = root.join("vendor/rusqlite/Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(manifest, text.replace("\"MIT\"", "\"GPL-3.0-only\"")).unwrap();
    });
    assert_eq!(code, Some(1));
    assert!(lines[0].starts_with("deny.toml:1: rusqlite is under GPL-3.0-only"), "{lines:#?}");
}

#[test]
fn every_finding_is_printed_with_its_line() {
    let (code, lines) = planted(|root| {
        write(root, "crates/app/src/lib.rs", "//! App.\n\nmod utils;\n");
        write(root, "crates/app/src/utils.rs", "//! Anything.\n\n// TODO later\nfn f() {\n    dbg!(1);\n}\n");
        write(root, "README.md", "`crates/app/src/gone.rs` and `tertius-gone`\n");
        write(root, "testdata/vcard/a.vcf", "");
    });
    assert_eq!(code, Some(1));
    let places: Vec<&str> = lines.iter().map(|line| line.split(": ").next().unwrap_or(line)).collect();
    assert_eq!(
        places,
        [
            "README.md:1",
            "README.md:1",
            "crates/app/src/utils.rs:1",
            "crates/app/src/utils.rs:3",
            "crates/app/src/utils.rs:5",
            "testdata/vcard/README.md:1",
        ]
    );
}
