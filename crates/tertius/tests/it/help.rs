//! Help, completions and the manual page know every command.

use crate::scene::{Scene, finish};

const COMMANDS: [&str; 38] = [
    "import",
    "sources",
    "forget",
    "erase",
    "me",
    "people",
    "person",
    "review",
    "same",
    "different",
    "undo",
    "rulings",
    "label",
    "gaps",
    "loose",
    "path",
    "reach",
    "map",
    "changes",
    "keep",
    "grow",
    "intro",
    "ask",
    "outcome",
    "stories",
    "asked",
    "packet",
    "resolve",
    "export",
    "backup",
    "restore",
    "doctor",
    "graph",
    "ties",
    "exam",
    "serve",
    "demo",
    "generate",
];

/// The commands that help lists.
fn listed(help: &str) -> Vec<&str> {
    let after = help.split_once("Commands:\n").unwrap().1;
    let lines = after.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").collect()
}

#[test]
fn help_lists_every_command_in_one_screen() {
    let help = Scene::empty().run(&["--help"]).done();
    assert_eq!(listed(&help), COMMANDS);
    assert!(help.lines().count() <= 52, "{}", help.lines().count());
}

#[test]
fn every_command_explains_itself_and_its_arguments() {
    let scene = Scene::empty();
    for command in COMMANDS {
        let help = scene.run(&[command, "--help"]).done();
        assert!(help.contains(&format!("Usage: tertius {command}")), "{help}");
        for line in help.lines().filter(|line| line.trim_start().starts_with("--") || line.starts_with("  <")) {
            assert!(line.trim().contains("  ") || line.len() < 40, "{command}: an argument without words: {line}");
        }
    }
}

#[test]
fn help_fits_a_narrow_terminal() {
    let scene = Scene::empty();
    for command in COMMANDS {
        let help = finish(scene.command(&[command, "--help"]).env("COLUMNS", "60")).done();
        for line in help.lines() {
            assert!(line.chars().count() <= 60 || !line.trim().contains("  "), "{command}: {line}");
        }
    }
}

#[test]
fn completions_know_every_command_in_every_shell() {
    let scene = Scene::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = scene.run(&["generate", "completions", shell]).done();
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not complete {command}");
        }
    }
}

#[test]
fn bash_accepts_its_completions() {
    let scene = Scene::empty();
    let script = scene.run(&["generate", "completions", "bash"]).done();
    let path = scene.write("tertius.bash", script.as_bytes());
    let checked = std::process::Command::new("bash").arg("-n").arg(path).status().unwrap();
    assert!(checked.success());
}

#[test]
fn the_manual_page_is_roff_and_knows_every_command() {
    let page = Scene::empty().run(&["generate", "man"]).done();
    assert!(page.contains(".TH tertius 1"), "{}", &page[..200]);
    for command in COMMANDS {
        assert!(page.contains(&format!("tertius\\-{command}")), "the manual does not know {command}");
    }
}
