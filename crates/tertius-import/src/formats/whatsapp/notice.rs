//! Notices: lines that the phone wrote, not a person. They are no messages, but some say who is in the group.
//!
//! A notice has no author on Android and on older iPhones. Newer iPhones write one (the group's name, or whoever did
//! something) and put a mark before the text. The same mark stands before omitted pictures, which are messages, so the
//! text decides: it repeats its author's name, or it says one of the things below.

use super::head::MARK;

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
    let name = MEMBER.iter().find_map(|end| text.find(end).map(|at| text[..at].trim()))?;
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

const AND: &[&str] = &[" and ", " & ", " und ", " y ", " e ", " et ", " en ", " и ", " ve ", " i ", " dan "];

const OWNER: &[&str] = &[
    "You", "you", "Du", "du", "dich", "Tú", "tú", "te", "Vous", "vous", "Tu", "tu", "Você", "você", "Hai", "Je", "je",
    "U", "u", "jou", "Вы", "Вас", "Siz", "Ty", "Anda", "أنت", "你", "您",
];

const ADDED: &[(&str, &str)] = &[
    (" added ", ""),
    (" hat ", " hinzugefügt"),
    (" haben ", " hinzugefügt"),
    (" hast ", " hinzugefügt"),
    (" añadió a ", ""),
    (" agregó a ", ""),
    (" a ajouté ", ""),
    (" avez ajouté ", ""),
    (" adicionou ", ""),
    (" ha aggiunto ", ""),
    (" hai aggiunto ", ""),
    (" heeft ", " toegevoegd"),
    (" hebt ", " toegevoegd"),
    (" добавил(-а) ", ""),
    (" добавил(а) ", ""),
    (" lisäsi käyttäjän ", ""),
    (" menambahkan ", ""),
];

const MEMBER: &[&str] = &[
    " joined using ",
    " joined from ",
    " was added",
    " left",
    " was removed",
    " created group",
    " created this group",
    " ist mit dem Einladungslink",
    " ist über den Einladungslink",
    " hat die Gruppe verlassen",
    " wurde hinzugefügt",
    " hat die Gruppe erstellt",
    " hat diese Gruppe erstellt",
    " se unió usando",
    " salió del grupo",
    " salió",
    " creó el grupo",
    " a rejoint le groupe",
    " a quitté le groupe",
    " est parti",
    " a créé le groupe",
    " entrou usando",
    " saiu",
    " criou o grupo",
    " si è unito",
    " ha abbandonato",
    " ha creato il gruppo",
    " is toegetreden",
    " neemt nu deel via",
    " heeft de groep verlaten",
    " heeft de groep gemaakt",
];

const NEW_NUMBER: &[(&str, &str)] = &[
    (" changed to ", ""),
    (" hat zu ", " gewechselt"),
    (" cambió a ", ""),
    (" cambió al ", ""),
    (" a changé pour ", ""),
    (" mudou para ", ""),
    (" è cambiato in ", ""),
    (" is gewijzigd naar ", ""),
];

/// Words in what looks like a name and is none.
const OF_NO_NAME: &[&str] = &[
    "group",
    "community",
    "Gruppe",
    "Community",
    "grupo",
    "comunidad",
    "groupe",
    "communauté",
    "gruppo",
    "groep",
    "http",
];

/// In texts that repeat a name and are of a message: a forwarded card, a file called after somebody.
const OF_MEDIA: &[&str] = &[
    "omitted",
    "omitida",
    "omitido",
    "weggelassen",
    "ausgelassen",
    "omis",
    "omise",
    "omesso",
    "omessa",
    "weggelaten",
    "oculto",
    "absent",
    ".vcf",
    ".pdf",
    ".doc",
    ".xls",
    ".jpg",
];

const ENCRYPTED: &[&str] = &[
    "Messages and calls are end-to-end encrypted",
    "Messages to this chat and calls are now secured",
    "Messages to this group are now secured",
    "Messages you send to this chat",
    "Messages you send to this group",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Nachrichten in diesem Chat",
    "Nachrichten in dieser Gruppe",
    "Nachrichten, die du in",
    "Los mensajes y las llamadas están cifrados",
    "Los mensajes y llamadas están cifrados",
    "Los mensajes en este",
    "Los mensajes de este",
    "Les messages et les appels sont chiffrés",
    "Les messages envoyés dans",
    "Les messages dans ce",
    "As mensagens e as chamadas são protegidas",
    "As mensagens e ligações são protegidas",
    "As mensagens e chamadas são encriptadas",
    "As mensagens deste",
    "I messaggi e le chiamate sono crittografati",
    "I messaggi inviati a",
    "Berichten en oproepen worden end-to-end versleuteld",
    "Berichten en gesprekken worden end-to-end versleuteld",
    "Berichten naar deze",
    "Сообщения и звонки защищены сквозным шифрованием",
    "Mesajlar ve aramalar uçtan uca şifrelidir",
    "Wiadomości i połączenia są w pełni szyfrowane",
    "Pesan dan panggilan dienkripsi secara end-to-end",
    "Viestit ja puhelut salataan",
    "الرسائل والمكالمات مشفرة",
    "ההודעות והשיחות מוצפנות",
    "消息和通话已进行端到端加密",
    "消息和通话已端到端加密",
    "訊息和通話經端對端加密",
    "メッセージと通話はエンドツーエンド暗号化",
    "메시지와 통화는 종단간 암호화",
];

/// Said by a phone with a mark before it, in groups and about the chat itself.
const OF_GROUPS: &[&str] = &[
    " created this group",
    " created group",
    "You created ",
    "You were added",
    "You joined ",
    "You left",
    "You were removed",
    "You added ",
    "You removed ",
    "You changed ",
    "You're now an admin",
    "You're no longer an admin",
    "You pinned ",
    "You turned ",
    "You blocked ",
    "You unblocked ",
    " was added",
    " was removed",
    " joined using ",
    " joined from the community",
    " changed the subject",
    " changed the group",
    " changed this group",
    " changed their phone number",
    "Your security code with",
    "security code changed",
    " disappearing messages",
    "Disappearing messages",
    "is now an admin",
    "This chat is with a business",
    "This business ",
    " is a contact",
    "Du hast diese Gruppe",
    "Du hast die Gruppe",
    "Du wurdest ",
    "Du bist ",
    " hat diese Gruppe erstellt",
    " hat die Gruppe",
    " hinzugefügt",
    "Sicherheitsnummer",
    "Creaste ",
    "Te añadió",
    "Te uniste",
    "Saliste del grupo",
    " creó este grupo",
    " creó el grupo",
    "código de seguridad",
    "Vous avez créé",
    "Vous avez été ajouté",
    "Vous avez quitté",
    " a créé ce groupe",
    " a créé le groupe",
    "code de sécurité",
    "Você criou",
    "Você foi adicionad",
    "Você saiu",
    " criou este grupo",
    " criou o grupo",
    "código de segurança",
    "Hai creato",
    " ha creato questo gruppo",
    " ha creato il gruppo",
    "codice di sicurezza",
    "Je hebt deze groep",
    "Je bent toegevoegd",
    " heeft deze groep gemaakt",
    "beveiligingscode",
];

const DELETED_BY_OWNER: &[&str] = &[
    "You deleted this message",
    "Du hast diese Nachricht gelöscht",
    "Eliminaste este mensaje",
    "Has eliminado este mensaje",
    "Vous avez supprimé ce message",
    "Você apagou esta mensagem",
    "Apagou esta mensagem",
    "Eliminou esta mensagem",
    "Hai eliminato questo messaggio",
    "U hebt dit bericht verwijderd",
    "Je hebt dit bericht verwijderd",
    "Вы удалили данное сообщение",
    "Bu mesajı sildiniz",
    "Usunąłeś tę wiadomość",
    "Usunięto tę wiadomość przez Ciebie",
    "Anda menghapus pesan ini",
    "Poistit tämän viestin",
    "Du raderade det här meddelandet",
    "Du slettede denne besked",
    "Du slettet denne meldingen",
    "لقد حذفت هذه الرسالة",
    "מחקת הודעה זו",
    "您已删除此消息",
    "你已刪除此訊息",
    "このメッセージを削除しました",
    "이 메시지를 삭제했습니다",
];

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
}
