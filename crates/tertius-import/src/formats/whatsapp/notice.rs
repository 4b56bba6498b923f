//! Notices: lines that the phone wrote, not a person. They are no messages, but some say who is in the group.
//!
//! A notice has no author on Android and on older iPhones. Newer iPhones write one (the group's name, or whoever did
//! something) and put a mark before the text. The same mark stands before omitted pictures, which are messages, so the
//! text decides: it repeats its author's name, or it says one of the things below.

mod phrases;

use super::head::MARK;
use phrases::{
    ADDED, AND, DELETED_BY_OWNER, ENCRYPTED, MEMBER, MEMBER_AFTER, NEW_NUMBER, OF_GROUPS, OF_MEDIA, OF_NO_NAME, OWNER,
};

/// What a notice says about who is in the group.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change<'a> {
    /// The one brought the others in.
    Added(&'a str, Vec<&'a str>),
    /// Joined by link, left, was removed: was a member at that time.
    Member(&'a str),
    /// One person's old and new number.
    NewNumber(&'a str, &'a str),
}

/// Whether a text with an author is a notice all the same.
pub(super) fn is_notice(author: &str, text: &str) -> bool {
    let Some(text) = text.strip_prefix(MARK) else {
        return ENCRYPTED.iter().any(|notice| text.starts_with(notice));
    };
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let name = author.trim_start_matches('~').trim_start();
    let acts = text.trim_start_matches('~').trim_start().strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let tells = (acts || change(text).is_some()) && !says(OF_MEDIA);
    tells || says(OF_GROUPS) || ENCRYPTED.iter().any(|notice| text.starts_with(notice))
}

/// Whether a text that the phone marked begins with this name, as notices in every tongue do, and names no file.
pub(super) fn begins_with_name(text: &str, name: &str) -> bool {
    let name = name.trim_start_matches('~').trim();
    let rest = text.trim_start_matches('~').trim_start().strip_prefix(name);
    let ends = rest.and_then(|rest| rest.chars().next()).is_some_and(|c| c == ' ' || is_wide(c));
    // `Ana Ruiz.vcf`, `Ana 2024.pdf • 3 pages`: a dot amid letters, as in no sentence.
    let names_a_file = || {
        let is_dot = |at: usize| {
            text[..at].ends_with(char::is_alphanumeric) && text[at + 1..].starts_with(char::is_alphanumeric)
        };
        text.match_indices('.').any(|(at, _)| is_dot(at))
    };
    !name.is_empty() && ends && !OF_MEDIA.iter().any(|word| text.contains(word)) && !names_a_file()
}

/// Whether a text takes more room than so many letters.
pub(super) fn is_long(text: &str, letters: usize) -> bool {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<usize>() > letters
}

/// A character of the scripts that put no spaces between words.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af)
}

/// Whether the text says that its author, being the export's owner, deleted it.
pub(super) fn is_deleted_by_owner(text: &str) -> bool {
    let text = text.trim_start_matches(MARK);
    DELETED_BY_OWNER.iter().any(|phrase| text.starts_with(phrase))
}

/// Whether the phone calls its owner this.
pub(super) fn is_owner(name: &str) -> bool {
    OWNER.contains(&name)
}

/// What a notice says about members, in the tongues below; nothing in others.
pub(super) fn change(text: &str) -> Option<Change<'_>> {
    let text = text.trim_start_matches(MARK).trim().trim_end_matches('.');
    if text.contains(['"', '“', '„', '«']) || text.len() > 2_000 {
        return None;
    }
    if let Some((old, new)) = NEW_NUMBER.iter().find_map(|(middle, end)| split(text, middle, end))
        && [old, new].iter().all(|number| number.trim().starts_with('+'))
    {
        return Some(Change::NewNumber(old.trim(), new.trim()));
    }
    let is_name =
        |name: &&str| !name.is_empty() && name.chars().count() <= 60 && !OF_NO_NAME.iter().any(|w| name.contains(w));
    if let Some((by, who)) = ADDED.iter().find_map(|(middle, end)| split(text, middle, end)) {
        let who: Vec<&str> = names(who).into_iter().filter(is_name).collect();
        return (!who.is_empty() && is_name(&by)).then_some(Change::Added(by, who));
    }
    let acted = MEMBER.iter().find_map(|end| text.find(end).map(|at| text[..at].trim()));
    let name = acted.or_else(|| MEMBER_AFTER.iter().find_map(|verb| text.strip_prefix(verb)))?;
    Some(Change::Member(name)).filter(|_| is_name(&name))
}

/// The text before `middle` and the one between it and `end`.
fn split<'a>(text: &'a str, middle: &str, end: &str) -> Option<(&'a str, &'a str)> {
    let (before, after) = text.split_once(middle)?;
    Some((before.trim(), after.strip_suffix(end)?.trim()))
}

/// Names joined by commas and the word for "and".
fn names(list: &str) -> Vec<&str> {
    let mut all: Vec<&str> = list.split(", ").collect();
    if let Some(last) = all.pop() {
        match AND.iter().find_map(|and| last.rsplit_once(and)) {
            Some((one, other)) => all.extend([one, other]),
            None => all.push(last),
        }
    }
    all.into_iter().map(|name| name.trim().trim_start_matches('~').trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_in_the_group() {
        assert_eq!(
            change("Ana added Bo Li and +44 7700 900123"),
            Some(Change::Added("Ana", vec!["Bo Li", "+44 7700 900123"]))
        );
        assert_eq!(change("Ana hat Bo und Cem hinzugefügt"), Some(Change::Added("Ana", vec!["Bo", "Cem"])));
        assert_eq!(change("~ Ana joined using this group's invite link"), Some(Change::Member("~ Ana")));
        assert_eq!(
            change("+44 7700 900123 changed to +44 7700 900124"),
            Some(Change::NewNumber("+44 7700 900123", "+44 7700 900124"))
        );
        assert_eq!(change("Ana changed the subject from \"a left b\" to \"c\""), None);
        assert_eq!(change("You added this group to the community"), None);
    }

    #[test]
    fn marked_lines_are_messages_unless_the_phone_speaks() {
        assert!(is_notice("Climbing", "\u{200e}Ana created this group"));
        assert!(is_notice("Ana", "\u{200e}Ana fügte Bo hinzu"));
        assert!(is_notice("~ Ana", "\u{200e}~ Ana left"));
        assert!(is_notice("Ana", "\u{200e}Messages and calls are end-to-end encrypted. Tap."));
        for text in [
            "\u{200e}image omitted",
            "\u{200e}Ana Ruiz.vcf contact card omitted",
            "You left me",
            "\u{200e}This message was deleted.",
        ] {
            assert!(!is_notice("Ana", text), "{text}");
        }
        assert!(is_deleted_by_owner("\u{200e}You deleted this message."));
    }

    #[test]
    fn a_notice_begins_with_a_name_in_every_tongue() {
        for (text, name) in [
            ("Ann lämnade gruppen", "Ann"),
            ("~ Боря вышел(-ла)", "Боря"),
            ("田中さんが退出しました", "田中"),
            ("+44 7700 900123 ayrıldı", "+44 7700 900123"),
        ] {
            assert!(begins_with_name(text, name), "{text}");
        }
        for (text, name) in [
            ("Ann.vcf kontaktkort", "Ann"),
            ("Ann 2024.pdf • 3 sidor", "Ann"),
            ("Annika kom", "Ann"),
            ("bild utelämnad", ""),
            ("Ann Ruiz dokument weggelassen", "Ann"),
        ] {
            assert!(!begins_with_name(text, name), "{text}");
        }
    }

    #[test]
    fn who_came_and_went_in_other_tongues() {
        for (text, expected) in [
            ("Cem gruptan ayrıldı", Change::Member("Cem")),
            ("Ana, Deniz adlı kişiyi ekledi", Change::Added("Ana", vec!["Deniz"])),
            ("Аня добавил(-а) Борис", Change::Added("Аня", vec!["Борис"])),
            ("غادر بو", Change::Member("بو")),
            ("田中さんが鈴木さんを追加しました", Change::Added("田中", vec!["鈴木"])),
            ("김님이 나갔습니다", Change::Member("김")),
            ("אנה הוסיף/ה את בו", Change::Added("אנה", vec!["בו"])),
        ] {
            assert_eq!(change(text), Some(expected), "{text}");
        }
    }
}
