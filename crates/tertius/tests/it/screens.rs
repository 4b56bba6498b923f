//! What people see, on the small network: a change here is looked at before it is accepted.

use crate::scene::{Scene, finish};

/// The answer on a terminal of 80 columns.
fn screen(scene: &Scene, question: &[&str]) -> String {
    let answer = finish(scene.command(question).env("COLUMNS", "80"));
    scene.plain(&answer.done())
}

/// Compares under plain file names.
fn bound(compare: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(compare);
}

macro_rules! screens {
    ($($test:ident $question:expr;)*) => {
        $(#[test]
        fn $test() {
            let scene = Scene::imported();
            bound(|| insta::assert_snapshot!(stringify!($test), screen(&scene, &$question)));
        })*
    };
}

screens! {
    people ["people"];
    gaps ["gaps"];
    loose ["loose"];
    path ["path", "Chidi Okafor"];
    person ["person", "Ana Ruiz"];
    merged_person ["person", "jk@example.net"];
    reach ["reach", "Kestrel Works"];
    review ["review"];
    me ["me"];
    import_again ["import", "in"];
}

#[test]
fn import() {
    let scene = Scene::with_files();
    bound(|| insta::assert_snapshot!("import", screen(&scene, &["import", "in"])));
}

#[test]
fn errors() {
    let scene = Scene::imported();
    let said = [&["person", "Eva Lind"][..], &["person", "Zoltan"], &["peopel"], &["import", "missing"]]
        .map(|question| format!("$ tertius {}\n{}", question.join(" "), scene.run(question).err))
        .join("\n");
    bound(|| insta::assert_snapshot!("errors", scene.plain(&said)));
}
