//! Traps: records that look like one person and are not, and a few that are. Not one wrong merge is allowed.

use crate::scene::{check, check_ruled, options, records};
use tertius_resolve::{ProfileKind, Resolution, resolve};

#[track_caller]
fn asks(found: &Resolution, n: usize) {
    assert_eq!(found.review.len(), n, "{:#?}", found.review);
}

#[track_caller]
fn profiled(found: &Resolution, handle: &str, kind: ProfileKind) {
    let found: Vec<_> = found.profiles.iter().map(|profile| (profile.handle.value(), profile.kind)).collect();
    assert!(found.contains(&(handle, kind)), "{found:?}");
}

#[test]
fn a_couple_shares_a_phone() {
    let found = check("card Jane Doe | +49 30 901820\n card Tom Doe | +49 30 901820", "1 · 2");
    profiled(&found, "+4930901820", ProfileKind::Household);
    asks(&found, 0);
}

#[test]
fn two_names_in_two_scripts_share_a_phone() {
    check("card Ірина Шевчук | +12025550144\n card Xiuying Wang | +12025550144", "1 · 2");
    check("card 王小明 | +12025550144\n card Jane Doe | +12025550144", "1 · 2");
    check("card Ирина Шевчук | +12025550144\n card Irina Shevchuk | +12025550144", "1 2");
}

#[test]
fn a_couple_shares_an_address() {
    let text = "seen doefamily@example.org | Jane Doe x10; Tom Doe x9\n card Jane Doe | doefamily@example.org\n \
                card Tom Doe | doefamily@example.org";
    let found = check(text, "1 · 2 · 3");
    profiled(&found, "doefamily@example.org", ProfileKind::Household);
}

#[test]
fn a_couple_with_two_surnames_shares_a_phone() {
    check("card Jane Doe | +4930901820\n card Tariq Haddad | +4930901820\n card Jane Doe | +4930901820", "1 · 2 · 3");
}

#[test]
fn father_and_son_at_one_address() {
    check("card John Smith Sr | smith@example.org\n card John Smith Jr | smith@example.org", "1 · 2");
    check("card John Smith Jr | smith@example.org\n card John Smith | smith@example.org", "1 · 2");
    check(
        "card Hans Gruber | +4930901820 | born 1950-01-02\n card Hans Gruber | +4930901820 | born 1981-07-09",
        "1 · 2",
    );
}

#[test]
fn junior_does_not_chain_to_senior() {
    let text = "card John Smith Sr | a.smith@example.org\n card John Smith Jr | b.smith@example.org\n \
                card John Smith | a.smith@example.org; b.smith@example.org";
    check(text, "1 · 2 · 3");
}

#[test]
fn twins_at_one_employer() {
    check(
        "card Anna Quirrenbach | | @Acme; born 1990-04-01\n card Anja Quirrenbach | | @Acme; born 1990-04-01",
        "1 · 2",
    );
    check("card Paul Quirrenbach | | @Acme\n card Paula Quirrenbach | | @Acme", "1 · 2");
}

#[test]
fn devnull_at_localhost() {
    let text = "seen raw:devnull@localhost | Jane Doe x3; Tom Miller x2\n card Jane Doe | raw:devnull@localhost\n \
                card Jane Doe | raw:none@none";
    let found = check(text, "1 · 2 · 3");
    profiled(&found, "devnull@localhost", ProfileKind::Junk);
}

#[test]
fn via_a_list() {
    let text = "seen patches@lists.example.org | Ottilie Quirrenbach via Patches x4; Tom Miller via Patches x2\n \
                seen ottilie@example.org | Ottilie Quirrenbach x3\n seen gizmo@example.org | Ottilie Quirrenbach via Gizmo x9\n \
                card Ottilie Quirrenbach | gizmo@example.org";
    let found = check(text, "1 · 2 · 3 · 4");
    profiled(&found, "gizmo@example.org", ProfileKind::Relay);
}

#[test]
fn names_on_notifications() {
    let text = "seen notifications@github.com | Ottilie Quirrenbach x30\n seen ottilie@example.org | Ottilie Quirrenbach x5\n \
                seen notifications@github.com | Tom Miller x30";
    let found = check(text, "1 · 2 · 3");
    asks(&found, 0);
}

#[test]
fn reply_tokens() {
    check(
        "seen reply+1a2b3c4d5e6f@reply.example.org | Jane Doe\n card Jane Doe | reply+1a2b3c4d5e6f@reply.example.org",
        "1 · 2",
    );
}

#[test]
fn namesakes_at_two_employers() {
    let found = check("card Ottilie Quirrenbach | | @Acme\n card Ottilie Quirrenbach | | @Beta", "1 · 2");
    asks(&found, 1);
}

#[test]
fn a_namesake_met_twice_on_linkedin() {
    let text = "card Jane Doe | linkedin.com/in/jane-doe-1 | book 1; @Acme\n card Jane Doe | linkedin.com/in/jane-doe-2 | book 1; @Beta\n \
                card Jane Doe | jane@acme.example | @Acme";
    let found = check(text, "1 · 2 · 3");
    asks(&found, 1);
}

#[test]
fn rows_of_one_export_are_different_people() {
    check("card Jane Doe | jane@example.org | book 1\n card Jane Doe | jane@example.org | book 1", "1 · 2");
}

#[test]
fn different_slugs_do_not_chain() {
    let text = "card Jane Doe | linkedin.com/in/jane-a; jane@example.org\n card Jane Doe | linkedin.com/in/jane-b; jane@example.org";
    let found = check(text, "1 · 2");
    assert!(found.review.iter().any(|pair| pair.because.iter().any(|why| why.text.contains("LinkedIn"))));
}

#[test]
fn an_initial_is_not_a_person() {
    check("card J Smith | js@example.org\n card Jeff Smith | jeff@example.org", "1 · 2");
    check("card J Quirrenbach | | @Acme\n card Jeff Quirrenbach | | @Acme", "1 · 2");
}

#[test]
fn a_first_name_is_not_a_person() {
    check("seen a@example.org | Alexander\n seen b@example.com | Alexander Reelsen", "1 · 2");
    check("card Ottilie | a@example.org | @Acme\n card Ottilie | b@example.org | @Acme", "1 · 2");
}

#[test]
fn a_nickname_is_not_a_person() {
    check("card Brad Smith | | @Acme\n card Bradford C. Smith | | @Acme", "1 · 2");
    check("card Will Zhang | w@example.org\n card William Zijie Zhang | z@example.org", "1 · 2");
}

#[test]
fn two_juniors() {
    check("seen a@example.org | Raimundo Junior\n seen b@example.org | Evandro Junior", "1 · 2");
}

#[test]
fn clashing_middle_initials_do_not_chain() {
    let text = "card John Q Smith | a@example.org\n card John Smith | a@example.org; b@example.org\n card John R Smith | b@example.org";
    let records = records(text);
    let found = resolve(&records, &[], &options());
    assert_ne!(found.person_of[0], found.person_of[2]);
    assert_eq!(found.people.len(), 2);
}

#[test]
fn the_front_desk() {
    let text = "card Jane Doe | info@acme.example\n card Jane Doe | info@acme.example; jane@acme.example\n card Tom Miller | info@acme.example";
    let found = check(text, "1 · 2 · 3");
    profiled(&found, "info@acme.example", ProfileKind::Role);
}

#[test]
fn a_switchboard() {
    let text = "card Jane Doe | +4930901820\n card Tom Miller | +4930901820\n card Eva Klein | +4930901820\n \
                card Max Braun | +4930901820\n card Ida Lang | +4930901820";
    let found = check(text, "1 · 2 · 3 · 4 · 5");
    profiled(&found, "+4930901820", ProfileKind::Organisation);
}

#[test]
fn a_colleague_inherits_an_address() {
    let text = "seen sales.north@acme.example | Jane Doe x50; Tom Miller x40\n card Jane Doe | sales.north@acme.example\n \
                card Tom Miller | sales.north@acme.example";
    check(text, "1 · 2 · 3");
}

#[test]
fn an_assistant_writes_from_the_chiefs_address() {
    let text = "seen chief@acme.example | Jane Doe x60; Tom Miller x30\n card Tom Miller | tom@acme.example; chief@acme.example";
    check(text, "1 · 2");
}

#[test]
fn a_company_page_on_every_card() {
    let text =
        "card Jane Doe | https://acme.example\n card Tom Miller | https://acme.example\n card | https://acme.example";
    check(text, "1 · 2 · 3");
}

#[test]
fn placeholders_for_phones() {
    check("card Jane Doe | 0000000000\n card Jane Doe | 0000000000", "1 · 2");
}

#[test]
fn local_numbers_without_an_area() {
    check("card | 555014\n card Jane Doe | 555014", "1 · 2");
}

#[test]
fn romanised_names_at_one_employer() {
    let found = check("card Yu Long | yl@h.example | @Hexa\n card Yu Long | long@h.example | @Hexa", "1 · 2");
    asks(&found, 1);
}

#[test]
fn a_common_name_at_a_big_employer() {
    check("card John Smith | | @Acme\n card John Smith | js@acme.example", "1 · 2");
}

#[test]
fn an_address_that_spells_a_name() {
    let found = check("card Ottilie Quirrenbach | linkedin.com/in/oq\n seen ottilie.quirrenbach@gmail.com", "1 · 2");
    asks(&found, 1);
}

#[test]
fn mother_and_daughter_on_one_phone() {
    check("card Maria Rossi | +4930901820\n card Mario Rossi | +4930901820", "1 · 2");
    check("card Mum | +4930901820\n card Dad | +4930901820", "1 · 2");
}

#[test]
fn tagged_addresses_of_a_family() {
    check("card Jane Doe | doe+jane@example.org\n card Tom Doe | doe+tom@example.org", "1 · 2");
}

#[test]
fn father_and_son_at_the_family_domain() {
    check(
        "card Ottokar Quirrenbach | senior9@quirrenbach.example\n card Ottokar Quirrenbach | kid77@quirrenbach.example",
        "1 · 2",
    );
}

#[test]
fn a_couple_on_one_card() {
    check("card Jane & Tom Doe | +4930901820\n card Jane Doe | +4930901820", "1 · 2");
}

#[test]
fn deleted_members() {
    check("card LinkedIn Member | \n card LinkedIn Member | ", "1 · 2");
}

#[test]
fn same_name_reordered() {
    check("card James Martin | | @Acme\n card Martin James | | @Acme", "1 · 2");
}

#[test]
fn one_person_is_found() {
    check("card Jane Doe | jane@example.org\n seen jane@example.org | Jane Doe x4", "1 2");
    check("card Jane Doe | j.doe@gmail.com\n seen jdoe+x@googlemail.com | J. Doe", "1 2");
    check("card Jane Doe | 0151 23456789\n card Doe, Jane | +49 151 23456789", "1 2");
    check("card Ana Ruiz | ana@example.org\n card Ana Weber | ana@example.org", "1 2");
    check("card Mum | +49 151 23456789\n card Jane Doe | +49 151 23456789", "1 2");
    check(
        "card Ottilie Quirrenbach | linkedin.com/in/oq | @Acme GmbH\n seen oq@acme.example | Ottilie Quirrenbach x3",
        "1 2",
    );
    check("card Jane Doe | https://github.com/janed\n seen 12+janed@users.noreply.github.com | jd", "1 2");
    check("card Иван Петров | ivan@example.org\n seen ivan@example.org | Ivan Petrov x9", "1 2");
    check("seen jane@example.org | Jane Doe x99; Tom Miller\n card Jane Doe | jane@example.org", "1 2");
}

#[test]
fn reasons_are_in_plain_words() {
    let found = check(
        "card Ottilie Quirrenbach | linkedin.com/in/oq | @Acme GmbH\n seen oq@acme.example | Ottilie Quirrenbach x3",
        "1 2",
    );
    let texts: Vec<_> = found.merges[0].because.iter().map(|why| why.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "same name, Ottilie Quirrenbach",
            "the address's domain acme.example matches the employer acme",
            "both use the user name oq"
        ]
    );
    let found = check("card Jane Doe | jane@example.org\n seen jane@example.org", "1 2");
    assert_eq!(found.merges[0].because[0].text, "both have jane@example.org");
}

#[test]
fn rulings_outrank_scores_and_profiles() {
    let couple = "card Jane Doe | fam@example.org\n card Tom Doe | fam@example.org\n card Janey | j@example.com";
    check_ruled(couple, "same fam@example.org=Jane Doe <> j@example.com", "1 3 · 2");
    check_ruled(couple, "same fam@example.org=Jane Doe <> fam@example.org=Tom Doe", "1 2 · 3");
    let one =
        "card Jane Doe | jane@example.org\n card Jane Doe | jane@example.org; jd@example.com\n seen jd@example.com";
    check(one, "1 2 3");
    let found = check_ruled(one, "different jane@example.org <> jd@example.com", "1 2 · 3");
    assert!(found.idle_rulings.is_empty());
    let found = check_ruled(one, "same nobody@example.org <> jd@example.com", "1 2 3");
    assert_eq!(found.idle_rulings.len(), 1);
}

#[test]
fn a_later_ruling_replaces_an_earlier() {
    let text = "card Jane Doe | a@example.org\n card Eva Klein | b@example.org";
    check_ruled(text, "same a@example.org <> b@example.org", "1 2");
    check_ruled(text, "same a@example.org <> b@example.org\n different b@example.org <> a@example.org", "1 · 2");
    check_ruled(text, "different a@example.org <> b@example.org\n same a@example.org <> b@example.org", "1 2");
}

#[test]
fn a_name_alone_names_a_record_when_it_is_unique() {
    let text = "card Jane Doe | \n card Eva Klein | b@example.org\n card Eva Klein | c@example.org";
    check_ruled(text, "same Jane Doe <> b@example.org", "1 2 · 3");
    let found = check_ruled(text, "same Jane Doe <> Eva Klein", "1 · 2 · 3");
    assert_eq!(found.idle_rulings.len(), 1);
}

#[test]
fn a_refused_join_becomes_a_question() {
    let text =
        "card Jane Doe | jane@example.org; linkedin.com/in/a\n card J. Doe | jane@example.org; linkedin.com/in/b";
    let found = check(text, "1 · 2");
    asks(&found, 1);
    assert!(found.review[0].because.iter().any(|why| why.text.starts_with("kept apart")));
}

#[test]
fn the_anchor_is_a_card_with_an_own_handle() {
    let text = "seen jane@example.org | Jane Doe x4\n card Jane Doe | jane@example.org";
    let found = check(text, "1 2");
    let records = records(text);
    assert_eq!(found.people[0].id.0, records[1].id.0);
    assert_eq!(found.person(records[0].id), Some(found.people[0].id));
}
