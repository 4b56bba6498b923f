//! The README tells a story in commands: they work as they stand there.

use crate::scene::{Scene, bare, finish};

const README: &str = include_str!("../../../../README.md");

#[test]
fn the_story_in_the_readme_works() {
    let (_, rest) = README.split_once("### The whole story in ten lines").unwrap();
    let (_, block) = rest.split_once("```sh\n").unwrap();
    let (story, _) = block.split_once("```").unwrap();
    assert_eq!(story.lines().count(), 10);
    let scene = Scene::empty();
    // The shell that a reader would use, with the clock of the tests.
    let program = env!("CARGO_BIN_EXE_tertius");
    let script = format!("set -e\ntertius() {{ '{program}' --as-of 2026-11-01T13:00:00Z \"$@\"; }}\n{story}");
    let shell = bare(&scene.path("")).get_current_dir().map(std::path::Path::to_owned).unwrap();
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &script]).current_dir(shell).env_remove("TERTIUS_VAULT").env("COLUMNS", "100");
    let told = finish(&mut command).done();
    for words in ["Amara Okonkwo", "Henrike Sandvik", "they said yes", "introduced", "It led to: job", "2 to answer"] {
        assert!(told.contains(words), "no \"{words}\" in {told}");
    }
    assert!(scene.path("letters/for-amara-okonkwo.eml").exists());
}
