//! What people write back.

use tertius_tribe::reply::{Incoming, Reply, own_words, read};

#[track_caller]
fn check(text: &str, expected: Reply) {
    assert_eq!(read(Incoming { text, ..Incoming::default() }), expected, "{text:?}");
}

#[test]
fn plain_answers_are_understood() {
    check("Yes", Reply::Yes);
    check("yes, of course!\n\nBest\nBen", Reply::Yes);
    check(
        "Hi Ana,\n\nYes please.\n\nOn Mon, 3 Nov 2025 at 10:00, Ana <ana@example.org> wrote:\n> yes or no?\n",
        Reply::Yes,
    );
    check("Ja, gerne!\r\n\r\nAm 03.11.2025 um 10:00 schrieb Ana:\r\n> Wollen Sie?\r\n", Reply::Yes);
    check("Nein danke.\n-- \nBen", Reply::No);
    check("No, thanks", Reply::No);
    check("Non merci\n\nLe lun. 3 nov. 2025 à 10:00, Ana a écrit :\n> Oui ?", Reply::No);
    check("Never again.", Reply::Never);
    check("Bitte nie wieder", Reply::Never);
    check("> yes\n\nno", Reply::No);
    check("Hello Ana\n\nSure. \n\n-----Original Message-----\nFrom: Ana", Reply::Yes);
}

#[test]
fn everything_else_goes_to_a_person() {
    for unclear in [
        "",
        "> yes",
        "Yes, but not before May",
        "yes\n\nActually no",
        "Who is she?",
        "Yes?",
        "Let me think about it",
        "Not yet",
        "I know her",
        "no problem, happy to help",
        "yes. If she is in Ghent.",
        "Ja, aber erst im Mai",
        "never heard of her",
        "yes no",
        "I can not say no",
    ] {
        check(unclear, Reply::Unclear);
    }
}

#[test]
fn machines_say_nothing() {
    let automatic = Incoming { text: "Yes", auto_submitted: Some("auto-replied"), ..Incoming::default() };
    assert_eq!(read(automatic), Reply::Machine);
    let away = Incoming { subject: "Automatic reply: hello", text: "Yes, I am away", auto_submitted: None };
    assert_eq!(read(away), Reply::Machine);
    assert_eq!(read(Incoming { text: "Yes", auto_submitted: Some("no"), ..Incoming::default() }), Reply::Yes);
}

#[test]
fn the_mail_programs_way_out_counts() {
    assert_eq!(read(Incoming { subject: "never again", ..Incoming::default() }), Reply::Never);
    assert_eq!(read(Incoming { subject: "Re: never again", ..Incoming::default() }), Reply::Unclear);
}

#[test]
fn quoted_text_is_cut() {
    assert_eq!(own_words("a\n> b\nc\n\nOn Mon Ana <a@example.org>\nwrote:\n> d"), "a\nc");
    assert_eq!(own_words("a\n________________________________\nVon: Ana"), "a");
}
