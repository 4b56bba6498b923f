//! Exit codes and errors: 0 done, 1 the user can mend it, 2 the data is bad; and what each error says.

use crate::scene::{Scene, bare, finish};

/// Runs and expects this exit code, kind of error, and words in its message or hint.
fn check(scene: &Scene, arguments: &[&str], code: i32, words: &str) {
    let human = scene.run(arguments);
    assert_eq!((human.code, human.out.as_str()), (code, ""), "{arguments:?}: {human:?}");
    assert!(human.err.contains(words), "{arguments:?}: \"{words}\" in {}", human.err);
    let mut json = arguments.to_vec();
    json.push("--json");
    let answer = scene.run(&json);
    assert_eq!(answer.code, code, "{json:?}: {answer:?}");
    let [kind, message, hint] = answer.json_error();
    assert_eq!(kind, if code == 1 { "user" } else { "data" }, "{json:?}");
    assert!(format!("{message}\n{hint}").contains(words), "{json:?}: \"{words}\" in {message} / {hint}");
    assert!(!message.ends_with('.') && !message.contains("panicked"), "{message}");
}

#[test]
fn what_the_user_can_mend_is_one() {
    let scene = Scene::imported();
    for (arguments, words) in [
        (&["person", "Nobody Atall"][..], "Nobody Atall"),
        (&["person", "nobody@example.org"], "nobody@example.org"),
        (&["person", "p0000000000000"], "p0000000000000"),
        (&["person", "Eva Lind"], "eva@example.net"),
        (&["path", "Eva Lind"], "eva-lind-1"),
        (&["same", "Eva Lind", "Ana Ruiz"], "Eva Lind"),
        (&["label", "Ana Ruiz", "nemesis"], "nemesis"),
        (&["erase", "Nobody Atall"], "Nobody Atall"),
        (&["forget", "s000000"], "s000000"),
        (&["undo", "77"], "77"),
        (&["undo"], "rulings"),
        (&["gaps", "--on", "friendster"], "friendster"),
        (&["export", "--format", "docx"], "docx"),
        (&["changes", "--since", "yesterday"], "yesterday"),
        (&["me", "--add", "not an address"], "not an address"),
        (&["people", "--as-of", "2026-13-45"], "2026-13-45"),
        (&["backup", "vault.db"], "vault.db"),
        (&["restore", "missing.db"], "missing.db"),
        (&["import", "missing.vcf"], "missing.vcf"),
        (&["import", "in", "--format", "fax"], "vcard"),
        (&["import", "in", "--me", "not an address"], "not an address"),
    ] {
        check(&scene, arguments, 1, words);
    }
}

#[test]
fn an_ambiguous_name_lists_what_tells_the_candidates_apart() {
    let scene = Scene::imported();
    let answer = scene.run(&["person", "Eva Lind"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("Halden Bank") && answer.err.contains("Municipal Theatre"), "{}", answer.err);
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_bad_usage() {
    let no_text: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"Ana\xff");
    let answer = finish(Scene::imported().command(&["person"]).arg(no_text));
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
}

#[test]
fn bad_usage_is_one() {
    let scene = Scene::empty();
    for arguments in [
        &["peopel"][..],
        &[],
        &["import"],
        &["person"],
        &["path", "Ana", "-k", "many"],
        &["people", "--top", "-1"],
        &["same", "Ana"],
        &["gaps", "--nonsense"],
        &["generate", "completions", "cobol"],
    ] {
        let human = scene.run(arguments);
        assert_eq!((human.code, human.out.as_str()), (1, ""), "{arguments:?}: {human:?}");
        assert!(human.err.contains("--help"), "{arguments:?}: {}", human.err);
        let mut json = arguments.to_vec();
        json.push("--json");
        let [kind, message, _] = scene.run(&json).json_error();
        assert!(kind == "user" && message.len() > 10, "{arguments:?}: {message}");
    }
}

#[test]
fn help_and_version_are_zero() {
    let scene = Scene::empty();
    for arguments in [&["--help"][..], &["-h"], &["help"], &["help", "path"], &["path", "--help"], &["--version"]] {
        let answer = scene.run(arguments);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{arguments:?}");
        assert!(answer.out.contains("tertius"), "{arguments:?}: {}", answer.out);
    }
}

#[test]
fn without_a_vault_every_question_says_how_to_begin() {
    let scene = Scene::empty();
    for command in ["people", "gaps", "loose", "review", "sources", "changes", "export", "doctor", "rulings"] {
        check(&scene, &[command], 1, "tertius import");
        assert!(!scene.vault().exists(), "{command} made a vault");
    }
}

#[test]
fn what_is_no_vault_is_two_and_left_alone() {
    let scene = Scene::with_files();
    let page: &[u8] = b"SQLite format 3\0";
    let mut foreign = page.to_vec();
    foreign.resize(4096, 0);
    for bytes in [&b"my diary"[..], &foreign, &[0; 10_000]] {
        scene.write("vault.db", bytes);
        for arguments in [&["people"][..], &["doctor"], &["import", "in"], &["me"], &["backup", "copy.db"]] {
            check(&scene, arguments, 2, "no Tertius vault");
        }
        assert_eq!(std::fs::read(scene.vault()).unwrap(), bytes);
    }
}

#[test]
fn a_recognised_file_with_nobody_in_it_is_two_and_the_others_are_imported() {
    let scene = Scene::with_files();
    scene.write(
        "in/empty.vcf",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kestrel Works\r\nORG:Kestrel Works\r\nX-ABShowAs:COMPANY\r\nEND:VCARD\r\n",
    );
    let human = scene.run(&["import", "in"]);
    assert_eq!(human.code, 2);
    assert!(human.out.contains("empty.vcf") && human.out.contains("nobody is in it"), "{}", human.out);
    let json = scene.run(&["import", "in", "--json"]);
    assert_eq!(json.code, 2);
    let view = json.json();
    assert!(view["errors"][0]["path"].as_str().unwrap().ends_with("in/empty.vcf"), "{view}");
    assert!(view["errors"][0]["message"].as_str().unwrap().contains("line 1"), "{view}");
    scene.run(&["person", "Ana Ruiz"]).done();
}

#[test]
fn nothing_recognised_is_one_and_says_what_can_be_read() {
    let scene = Scene::empty();
    scene.write("in/notes.txt", b"buy milk\n");
    check(&scene, &["import", "in"], 1, "mbox");
}

#[test]
fn without_a_home_folder_a_vault_must_be_named() {
    let scene = Scene::with_files();
    let mut homeless = bare(&scene.path("in"));
    let answer = finish(homeless.env_remove("HOME").arg("people"));
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("--vault FILE"), "{}", answer.err);
    scene.run(&["import", "in"]).done();
    let mut homeless = bare(&scene.path("in"));
    let answer = finish(homeless.env_remove("HOME").env("TERTIUS_VAULT", scene.vault()).arg("people"));
    assert!(answer.done().contains("Ana Ruiz"));
    let mut help = bare(&scene.path("in"));
    finish(help.env_remove("HOME").arg("--help")).done();
    let mut man = bare(&scene.path("in"));
    finish(man.env_remove("HOME").args(["generate", "man"])).done();
}
