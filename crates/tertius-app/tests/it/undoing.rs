//! Undoing any merge leaves everything as it was.

use crate::scenario::Scene;
use tertius_app::Rehearsal;

/// Letters for a number, so that every name is another.
fn word(mut number: usize) -> String {
    let syllables = ["ba", "do", "ki", "lu", "me", "no", "pra", "stu", "vi", "zel"];
    let mut word = String::new();
    for _ in 0..4 {
        word.push_str(syllables[number % 10]);
        number /= 10;
    }
    word[..1].to_uppercase() + &word[1..]
}

/// A vault of so many people, most with two cards and mail, some with a former name, a shared phone, a namesake.
fn vault(n_people: usize) -> Scene {
    let mut scene = Scene::new();
    let (mut phone, mut office) = (String::new(), String::new());
    let mut mail = String::new();
    for nth in 0..n_people {
        let (given, family) = (word(nth * 7 + 3), word(nth / 40));
        let lower = format!("{}.{}{nth}", given.to_lowercase(), family.to_lowercase());
        let line = if nth % 20 == 0 { nth.saturating_sub(1) } else { nth };
        let card = |name: &str, lines: &str| format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n{lines}END:VCARD\n");
        let own = format!("TEL:+4915{:09}\nEMAIL:{lower}@home.example\n", 100_000_000 + line);
        phone.push_str(&card(&format!("{given} {family}"), &own));
        if nth % 3 != 0 {
            let family = if nth % 11 == 0 { "Neumark".to_owned() } else { family };
            let desk =
                format!("EMAIL:{lower}@acme{}.example\nEMAIL:{lower}@home.example\nORG:Acme {}\n", nth % 90, nth % 90);
            office.push_str(&card(&format!("{given} {family}"), &desk));
        }
        if nth % 5 == 0 {
            mail.push_str(&format!("mail 2025-03-01 {lower}@acme{}.example -> me@x.example\n", nth % 90));
        }
    }
    for (name, cards) in [("phone.vcf", phone), ("office.vcf", office)] {
        let path = scene.path(name);
        scene.write_file(path, cards.as_bytes());
    }
    assert_eq!(scene.play(&format!("me me@x.example\n{mail}import")), "");
    scene
}

fn rehearse(n_people: usize) -> Rehearsal {
    let found = vault(n_people).app.rehearse_undo().unwrap();
    assert!(found.merges > n_people / 2, "{found:?}");
    let apart = found.merges - found.indistinguishable;
    let expected = Rehearsal { explained: found.merges, split: apart, restored: apart, ..found };
    assert_eq!(found, expected);
    assert_eq!(found.indistinguishable, 0);
    found
}

#[test]
fn every_merge_is_explained_and_can_be_undone_exactly() {
    rehearse(300);
}

/// `cargo nextest run -p tertius-app --run-ignored only every_merge_of_ten_thousand_people`
#[test]
#[ignore = "takes a minute; the smaller vault is in every check"]
fn every_merge_of_ten_thousand_people_can_be_undone_exactly() {
    assert!(rehearse(10_000).people >= 9_500);
}
