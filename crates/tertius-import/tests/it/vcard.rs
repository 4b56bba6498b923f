//! Samples of vCard, and what survives when they are cut.

use crate::read::{check_folder, files_under, read, testdata};

#[test]
fn samples() {
    check_folder("vcard");
}

#[test]
fn any_truncation_is_survived() {
    for file in files_under(&testdata().join("vcard")) {
        let bytes = std::fs::read(&file).unwrap();
        for len in (0..bytes.len()).step_by(13) {
            let text = read("cut.vcf", &bytes[..len]);
            assert!(text.starts_with("format"), "{} at {len}", file.display());
        }
    }
}

#[test]
fn one_bad_card_loses_nothing_else() {
    let mut book = Vec::new();
    for n in 0..300 {
        let card = format!("BEGIN:VCARD\nVERSION:3.0\nFN:Person {n}\nTEL:+1202555{n:04}\nEND:VCARD\n");
        book.extend(if n == 10 { b"BEGIN:VCARD\n\xff\xfe\x00;;\nEND:VC\n".to_vec() } else { card.into_bytes() });
    }
    let text = read("book.vcf", &book);
    assert_eq!(text.matches("card line").count(), 299, "{text}");
    assert!(text.contains("skipped line 51: "), "{text}");
}
