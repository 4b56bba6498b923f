//! `tertius import` on a folder with hundreds of files: what it says fits on a screen.

use crate::scene::Scene;

#[test]
fn hundreds_of_chats_and_web_pages_are_told_on_one_screen() {
    let scene = Scene::empty();
    for n in 0..60 {
        let chat = format!(
            "13/01/24, 10:00 - Friend {n} Berg: hello\n13/01/24, 10:01 - Me Myself: hello\n13/01/24, 10:02 - Me Myself: well?\n"
        );
        scene.write(&format!("in/WhatsApp Chat with Friend {n}.txt"), chat.as_bytes());
        let page = "<html><head><title>Followers</title></head><body><div class=\"_a6-g\"><div class=\"_a6-p\"><a href=\"https://www.instagram.com/ana\">ana</a></div></div></body></html>";
        scene.write(&format!("in/followers_{n}.html"), page.as_bytes());
    }
    let answer = scene.run(&["import", "in"]);
    let said = scene.plain(&answer.out);
    assert_eq!(answer.code, 2, "{said}{}", answer.err);
    assert!(said.lines().count() < 25, "{said}");
    assert!(said.contains("60 files  whatsapp") && said.contains("180"), "{said}");
    // One conclusion for all of them, one web page told and the others counted.
    assert_eq!(said.matches("were read as").count(), 1, "{said}");
    assert!(said.contains("- 59 times: "), "{said}");
}
