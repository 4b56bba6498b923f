//! Names as sources write them, and pairs of names.

use super::*;
use tertius_model::PersonName;

fn read(name: &Name) -> String {
    let words = |tokens: &[Token]| tokens.iter().map(|token| token.plain.as_str()).collect::<Vec<_>>().join(" ");
    let mut out = match name.kind {
        NameKind::Full => format!("{} / {}", words(&name.given), words(&name.family)),
        NameKind::Single => format!("single {}", words(&name.given)),
        kind => format!("{kind:?}"),
    };
    for (mark, tokens) in [("nick", &name.nicknames), ("maiden", &name.maiden)] {
        if !tokens.is_empty() {
            out.push_str(&format!(", {mark} {}", words(tokens)));
        }
    }
    if let Some(suffix) = name.suffix {
        out.push_str(&format!(", {}", suffix.title()));
    }
    if name.via {
        out.push_str(", via");
    }
    out
}

/// What sources write, and what it means.
const DRESSES: &[(&str, &str)] = &[
    ("Jane Doe", "jane / doe"),
    ("  Jane   Doe ", "jane / doe"),
    ("JANE DOE", "jane / doe"),
    ("jane doe", "jane / doe"),
    ("Doe, Jane", "jane / doe"),
    ("DOE, Jane M.", "jane m / doe"),
    ("Doe, Jane, PhD", "jane / doe"),
    ("Dr. Jane Doe", "jane / doe"),
    ("Prof. Dr. Jane Doe", "jane / doe"),
    ("Herr Dr. med. Jan Doe", "med jan / doe"),
    ("Jane Doe, PhD", "jane / doe"),
    ("Jane Doe, PhD, MBA", "jane / doe"),
    ("Jane Doe PMP", "jane / doe"),
    ("Jane Doe Ph.D.", "jane / doe"),
    ("Jane Doe, M.A.", "jane / doe"),
    ("Jack Ma", "jack / ma"),
    ("Kim Do", "kim / do"),
    ("Jane Doe MBA, PMP®", "jane / doe"),
    ("Jane Doe (She/Her)", "jane / doe"),
    ("Jane Doe (she, her)", "jane / doe"),
    ("🚀 Jane Doe 🚀", "jane / doe"),
    ("Jane Doe ☕️", "jane / doe"),
    ("𝗝𝗮𝗻𝗲 𝗗𝗼𝗲", "jane / doe"),
    ("Ｊａｎｅ　Ｄｏｅ", "jane / doe"),
    ("Jane\u{200B} Doe\u{FFFD}", "jane / doe"),
    ("\"Jane Doe\"", "jane / doe"),
    ("'Jane Doe'", "jane / doe"),
    ("'Doe, Jane'", "jane / doe"),
    ("Jane Doe | Head of Things", "jane / doe"),
    ("Jane Doe - Acme", "jane / doe"),
    ("Jane Doe (Acme)", "jane / doe"),
    ("Jane Doe [Acme GmbH]", "jane / doe"),
    ("John Smith Jr.", "john / smith, Jr"),
    ("John Smith, Jr.", "john / smith, Jr"),
    ("John Smith Sr", "john / smith, Sr"),
    ("John Smith II", "john / smith, Jr"),
    ("John Smith III, MD", "john / smith, III"),
    ("Smith, John, Jr", "john / smith, Jr"),
    ("J. Smith", "j / smith"),
    ("J.R. Smith", "j r / smith"),
    ("J.Smith", "j / smith"),
    ("John Q. Smith", "john q / smith"),
    ("Robert \"Bob\" Smith", "robert / smith, nick bob"),
    ("Robert 'Bob' Smith", "robert / smith, nick bob"),
    ("Robert (Bob) Smith", "robert / smith, nick bob"),
    ("Robert Smith (Bob)", "robert / smith, nick bob"),
    ("Jane (Miller) Doe", "jane / doe, maiden miller"),
    ("Ana Ruiz née Weber", "ana / ruiz, maiden weber"),
    ("Ana Ruiz (geb. Weber)", "ana / ruiz, maiden weber"),
    ("Vincent van Gogh", "vincent / gogh"),
    ("Ludwig von der Heide", "ludwig / heide"),
    ("VAN GOGH, Vincent", "vincent / gogh"),
    ("Omar al-Masri", "omar / masri"),
    ("María de la Cruz", "maria / cruz"),
    ("Anne-Marie Smith-Jones", "anne marie / smith jones"),
    ("Gabriel García Márquez", "gabriel garcia / marquez"),
    ("Sean O'Neil", "sean / oneil"),
    ("Jürgen Müller", "jurgen / muller"),
    ("Łukasz Żółć", "lukasz / zolc"),
    ("王小明", "小明 / 王"),
    ("王 小明", "小明 / 王"),
    ("欧阳娜娜", "娜娜 / 欧阳"),
    ("山田 太郎", "太郎 / 山田"),
    ("김민준", "민준 / 김"),
    ("김 민준", "민준 / 김"),
    ("남궁민수", "민수 / 남궁"),
    ("Иван Петров", "иван / петров"),
    ("Алёна Кузнецова", "алена / кузнецова"),
    ("محمد الأحمد", "محمد / الاحمد"),
    ("Γιώργος Παπαδόπουλος", "γιωργος / παπαδοπουλος"),
    ("דוד כהן", "דוד / כהן"),
    ("नीतू शर्मा", "नीतू / शर्मा"),
    ("Nguyễn Văn An", "nguyen van / an"),
    ("Madonna", "single madonna"),
    ("tom", "single tom"),
    ("Mum", "Kin(0)"),
    ("jane.doe@example.org", "Account"),
    ("'jane.doe@example.org'", "Account"),
    ("jdoe42", "Account"),
    ("batman", "Account"),
    ("Acme GmbH", "Organisation"),
    ("Acme Support Team", "Organisation"),
    ("Smith & Sons", "Organisation"),
    ("Jane Doe via Some List", "jane / doe, via"),
    ("\"Jane Doe\" (via Docs)", "jane / doe, via"),
    ("", "Nothing"),
    ("🎉", "Nothing"),
    ("---", "Nothing"),
    ("Mrs Smith", "single smith"),
];

#[test]
fn names_are_read_in_any_dress() {
    let mut wrong = Vec::new();
    for &(text, expected) in DRESSES {
        let found = read(&parse_name(text));
        if found != expected {
            wrong.push(format!("{text}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cards_know_which_part_is_which() {
    let card = |given: &str, middle: &str, family: &str, full: &str| PersonName {
        full: full.into(),
        given: given.into(),
        middle: middle.into(),
        family: family.into(),
        ..PersonName::default()
    };
    for (name, expected) in [
        (card("Jane", "", "Doe", ""), "jane / doe"),
        (card("Gabriel", "", "García Márquez", ""), "gabriel / garcia marquez"),
        (card("Jane 🌱", "", "Doe, PhD", ""), "jane / doe"),
        (card("Dr. Jane (She/Her)", "M", "Doe MBA", ""), "jane m / doe"),
        (card("John", "", "Smith Jr.", ""), "john / smith, Jr"),
        (card("", "", "", "Doe, Jane"), "jane / doe"),
        (card("Jane", "", "", "Jane"), "single jane"),
        (card("jane.doe@example.org", "", "", ""), "Account"),
        (card("小明", "", "王", ""), "小明 / 王"),
        (card("Wei", "", "Ma", ""), "wei / ma"),
    ] {
        assert_eq!(read(&parse_card_name(&name)), expected, "{name:?}");
    }
}

#[test]
fn two_names_agree_or_not() {
    use Agreement::*;
    let mut wrong = Vec::new();
    for (a, b, expected) in [
        ("Jane Doe", "JANE DOE", Same),
        ("Jane Doe", "Doe, Jane", Same),
        ("Jane Doe", "Doe Jane", SameReordered),
        ("Jürgen Müller", "Juergen Mueller", Same),
        ("Jürgen Müller", "Jurgen Muller", Same),
        ("Kim Min-jun", "Minjun Kim", SameReordered),
        ("Omar al-Masri", "Omar Masri", Same),
        ("王小明", "王 小明", Same),
        ("Vincent van Gogh", "Vincent Gogh", Same),
        ("J Smith", "Jeff Smith", Compatible),
        ("John Smith", "John Q. Smith", Compatible),
        ("John Quentin Smith", "John Q. Smith", Compatible),
        ("Bill Miller", "William Miller", Compatible),
        ("Gabriel García", "Gabriel García Márquez", Compatible),
        ("Jane Doe", "Jane D.", Compatible),
        ("Alexander", "Alexander Reelsen", Compatible),
        ("Brad Smith", "Bradford C. Smith", Compatible),
        ("Jane Smith", "Jane Smith-Jones", Compatible),
        ("Robert \"Chip\" Smith", "Chip Smith", Compatible),
        ("Ana Ruiz née Weber", "Ana Weber", Compatible),
        ("Ana Ruiz", "Ana Weber", OtherFamily),
        ("John Smith Jr", "John Smith", Doubtful),
        ("Maria Rossi", "Mario Rossi", Doubtful),
        ("Zorbax", "Quillon", Doubtful),
        ("John Smith Jr", "John Smith Sr", Different),
        ("John Q Smith", "John R Smith", Different),
        ("Jane Doe", "Tom Doe", Different),
        ("Jane Doe", "Tom Miller", Different),
        ("Alexander Doe", "Alexandra Doe", Different),
        ("Jane", "Tom Doe", Different),
        ("Mum", "Dad", Different),
        ("Mum", "Jane Doe", Unknown),
        ("Иван Петров", "Ivan Petrov", Unknown),
        ("王小明", "Wang Xiaoming", Unknown),
        ("王小明", "王小红", Different),
        ("jdoe42", "Tom Miller", Unknown),
    ] {
        let (one, two) = (parse_name(a), parse_name(b));
        for found in [compare(&one, &two), compare(&two, &one)] {
            if found != expected {
                wrong.push(format!("{a} and {b}: {found:?}, not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn screens_show_clean_names() {
    for (text, expected) in [
        ("🚀 JANE DOE, PhD (She/Her)", "Jane Doe"),
        ("ludwig von der heide", "Ludwig von der Heide"),
        ("Doe, Jane", "Jane Doe"),
        ("John Smith, Jr.", "John Smith Jr"),
        ("王 小明", "王 小明"),
        ("McDonald, Ian", "Ian McDonald"),
        ("Acme GmbH", "Acme GmbH"),
        ("jane@example.org", "jane@example.org"),
    ] {
        assert_eq!(display_name(text), expected, "{text}");
    }
    assert_eq!(search_key("Jürgen"), "jurgen juergen");
    assert_eq!(search_key("Иван"), "иван ivan");
}

#[test]
fn block_keys_meet_where_names_may() {
    for (a, b) in [
        ("Jane Doe", "Doe Jane"),
        ("Jürgen Müller", "Mueller, Juergen"),
        ("Иван Петров", "Ivan Petrov"),
        ("Jane Q. Doe", "Jane Doe"),
    ] {
        assert_eq!(parse_name(a).block_key(), parse_name(b).block_key(), "{a} {b}");
        assert!(parse_name(a).block_key().is_some());
    }
}
