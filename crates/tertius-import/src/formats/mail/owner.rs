//! Whose mailbox it is, and what its folders are called.
//!
//! Votes for an address: messages delivered to it (`Delivered-To`, `X-Original-To`, `Envelope-To`), and messages in a
//! folder of sent mail that it wrote. An address is likely the owner's when it has a fifth of either kind. Where less
//! than a twentieth of the messages has such a mark, the one address that takes part in most messages is, if it takes
//! part in at least 60 % of five or more messages between people and nobody else takes part in as many.

use rustc_hash::FxHashMap;
use tertius_model::{Handle, OwnFact};

/// Share of the delivered, or of the sent messages that an address needs.
const SHARE: f64 = 0.2;
/// Marks count when one message in so many has one.
const MARKED_PART: u64 = 20;
/// Share of all messages between people that an address needs where nothing else tells.
const SHARE_TAKING_PART: f64 = 0.6;
/// Fewer messages between people do not tell.
const TAKING_PART_MIN: u64 = 5;
/// Counts kept; beyond that, addresses that cannot matter any more are dropped.
const COUNTS_MAX: usize = 50_000;

/// Counts the votes of one mailbox.
#[derive(Default)]
pub(super) struct Ballot {
    n_messages: u64,
    delivered: Count,
    sent: Count,
    taking_part: Count,
}

#[derive(Default)]
struct Count {
    of: u64,
    votes: FxHashMap<Handle, u64>,
}

impl Count {
    fn vote(&mut self, handle: &Handle) {
        if let Some(votes) = self.votes.get_mut(handle) {
            *votes += 1;
            return;
        }
        if self.votes.len() >= COUNTS_MAX {
            let least = self.of / 100;
            self.votes.retain(|_, votes| *votes > least);
        }
        self.votes.insert(handle.clone(), 1);
    }

    fn with_share(&self, share: f64) -> impl Iterator<Item = (&Handle, u64)> {
        let least = self.of as f64 * share;
        self.votes.iter().filter(move |(_, votes)| **votes as f64 >= least).map(|(handle, votes)| (handle, *votes))
    }

    /// The one address that takes part in most messages, its votes, and of how many.
    fn leader(&self) -> Option<(&Handle, u64, u64)> {
        let (handle, votes) = self.with_share(SHARE_TAKING_PART).max_by_key(|(_, votes)| *votes)?;
        let n_equal = self.votes.values().filter(|other| **other == votes).count();
        (self.of >= TAKING_PART_MIN && n_equal == 1).then_some((handle, votes, self.of))
    }
}

impl Ballot {
    /// Counts one message.
    pub(super) fn taken(&mut self) {
        self.n_messages += 1;
    }

    /// Counts where one message was delivered to.
    pub(super) fn delivered(&mut self, addresses: &[Handle]) {
        self.delivered.of += u64::from(!addresses.is_empty());
        for (idx, address) in addresses.iter().enumerate() {
            if !addresses[..idx].contains(address) {
                self.delivered.vote(address);
            }
        }
    }

    /// Counts the writer of a message in a folder of sent mail.
    pub(super) fn sent(&mut self, by: &Handle) {
        self.sent.of += 1;
        self.sent.vote(by);
    }

    /// Counts everybody in one message between people.
    pub(super) fn took_part<'a>(&mut self, people: impl Iterator<Item = &'a Handle>) {
        self.taking_part.of += 1;
        for handle in people {
            self.taking_part.vote(handle);
        }
    }

    /// The likely owner's addresses, the best first.
    pub(super) fn conclude(self) -> Vec<OwnFact> {
        let of = self.delivered.of + self.sent.of;
        let likely =
            |(handle, votes, of): (&Handle, u64, u64)| OwnFact::LikelyHandle { handle: handle.clone(), votes, of };
        if of * MARKED_PART < self.n_messages.max(1) {
            return self.taking_part.leader().into_iter().map(likely).collect();
        }
        let mut votes: FxHashMap<&Handle, u64> = FxHashMap::default();
        for (handle, n) in self.delivered.with_share(SHARE).chain(self.sent.with_share(SHARE)) {
            *votes.entry(handle).or_default() += n;
        }
        let mut ranked: Vec<_> = votes.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        ranked.into_iter().map(|(handle, votes)| likely((handle, votes, of))).collect()
    }
}

/// What a folder or a label says about its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    Sent,
    Drafts,
    Spam,
}

impl Folder {
    /// By its name in any of the languages that mail programs write; `None` for any other folder.
    pub(super) fn named(name: &str) -> Option<Folder> {
        let name = name.trim().trim_matches(['"', '[', ']']).to_lowercase().replace(['-', '_'], " ");
        let name = name.as_str();
        [(SENT, Folder::Sent), (DRAFTS, Folder::Drafts), (SPAM, Folder::Spam)]
            .into_iter()
            .find(|(names, _)| names.contains(&name))
            .map(|(_, folder)| folder)
    }

    /// By a path: its last part without ending, or the part before when the last is Apple's `mbox`.
    pub(super) fn of_path(path: &str) -> Option<Folder> {
        path.rsplit(['/', '\\']).filter(|part| !part.is_empty()).take(2).find_map(|part| {
            let stem = part.strip_suffix(".mbox").or_else(|| part.strip_suffix(".mbx")).unwrap_or(part);
            Folder::of_part(stem)
        })
    }

    /// By the folders in the name of a Maildir member, such as `.Sent/cur/1234:2,S`.
    pub(super) fn of_member(name: &str) -> Option<Folder> {
        let (folders, _) = name.rsplit_once(['/', '\\'])?;
        folders.split(['/', '\\']).find_map(Folder::of_part)
    }

    /// One part of a path: `Sent`, `.INBOX.Sent`, `[Gmail].Gesendet`, `.Entw&APw-rfe`.
    fn of_part(part: &str) -> Option<Folder> {
        let decoded = imap_utf7(part);
        Folder::named(&decoded).or_else(|| Folder::named(decoded.rsplit('.').next()?))
    }
}

/// IMAP's own spelling of Unicode in folder names (RFC 3501 section 5.1.3); anything malformed stays as it is.
fn imap_utf7(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((code, tail)) = after.split_once('-') else {
            out.push('&');
            rest = after;
            break;
        };
        match (code.is_empty(), base64_utf16(code)) {
            (true, _) => out.push('&'),
            (false, Some(text)) => out.push_str(&text),
            (false, None) => {
                out.push('&');
                out.push_str(code);
                out.push('-');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn base64_utf16(code: &str) -> Option<String> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    let (mut bits, mut n_bits, mut units) = (0_u32, 0, Vec::new());
    for c in code.chars() {
        bits = bits << 6 | ALPHABET.find(c)? as u32;
        n_bits += 6;
        if n_bits >= 16 {
            n_bits -= 16;
            units.push((bits >> n_bits) as u16);
            bits &= (1 << n_bits) - 1;
        }
    }
    String::from_utf16(&units).ok()
}

const SENT: &[&str] = &[
    "sent",
    "sent mail",
    "sent items",
    "sent messages",
    "sent email",
    "gesendet",
    "gesendete objekte",
    "gesendete elemente",
    "gesendete nachrichten",
    "envoyés",
    "messages envoyés",
    "éléments envoyés",
    "enviados",
    "enviadas",
    "elementos enviados",
    "mensajes enviados",
    "correo enviado",
    "e mails enviados",
    "itens enviados",
    "mensagens enviadas",
    "posta inviata",
    "inviati",
    "inviata",
    "messaggi inviati",
    "elementi inviati",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "wysłane",
    "elementy wysłane",
    "odeslané",
    "odeslaná pošta",
    "отправленные",
    "надіслані",
    "skickat",
    "skickade",
    "skickade objekt",
    "sendt",
    "sendte elementer",
    "sendt post",
    "lähetetyt",
    "gönderilmiş",
    "gönderilmiş postalar",
    "gönderilmiş öğeler",
    "gönderilenler",
    "απεσταλμένα",
    "elküldött",
    "elküldött elemek",
    "trimise",
    "mesaje trimise",
    "送信済み",
    "送信済みアイテム",
    "送信済みメール",
    "已发送",
    "已发送邮件",
    "已傳送",
    "寄件備份",
    "寄件匣",
    "보낸편지함",
    "보낸 편지함",
    "보낸메일함",
    "المرسل",
    "البريد المرسل",
    "נשלח",
    "דואר שנשלח",
    "thư đã gửi",
    "terkirim",
];

const DRAFTS: &[&str] = &[
    "drafts",
    "draft",
    "entwürfe",
    "entwurf",
    "brouillons",
    "borradores",
    "rascunhos",
    "bozze",
    "concepten",
    "wersje robocze",
    "kopie robocze",
    "koncepty",
    "черновики",
    "чернетки",
    "utkast",
    "kladder",
    "luonnokset",
    "taslaklar",
    "πρόχειρα",
    "piszkozatok",
    "ciorne",
    "schițe",
    "下書き",
    "草稿",
    "임시보관함",
    "임시 보관함",
    "المسودات",
    "مسودات",
    "טיוטות",
    "thư nháp",
    "draf",
];

const SPAM: &[&str] = &[
    "spam",
    "junk",
    "junk mail",
    "junk e mail",
    "junk email",
    "bulk mail",
    "spamverdacht",
    "unerwünscht",
    "junk e mail ordner",
    "indésirables",
    "courrier indésirable",
    "pourriel",
    "correo no deseado",
    "no deseado",
    "lixo eletrônico",
    "lixo electrónico",
    "posta indesiderata",
    "ongewenste e mail",
    "ongewenst",
    "niechciane",
    "wiadomości śmieci",
    "nevyžádaná pošta",
    "спам",
    "нежелательная почта",
    "skräppost",
    "uønsket",
    "søppelpost",
    "roskaposti",
    "önemsiz",
    "gereksiz",
    "gereksiz e posta",
    "ανεπιθύμητα",
    "ανεπιθύμητη αλληλογραφία",
    "levélszemét",
    "迷惑メール",
    "垃圾邮件",
    "垃圾郵件",
    "스팸",
    "스팸함",
    "정크 메일",
    "الرسائل غير المرغوب فيها",
    "بريد غير هام",
    "ספאם",
    "דואר זבל",
    "thư rác",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_in_many_tongues() {
        for (path, expected) in [
            ("Takeout/Mail/Sent.mbox", Some(Folder::Sent)),
            ("Export/Gesendet.mbox/mbox", Some(Folder::Sent)),
            ("Mail/.INBOX.Entw&APw-rfe", Some(Folder::Drafts)),
            ("ImapMail/[Gmail].sbd/Spam", Some(Folder::Spam)),
            ("Mail/Junk_E-mail.mbox", Some(Folder::Spam)),
            ("Mail/All mail Including Spam and Trash.mbox", None),
            ("Mail/Presented.mbox", None),
            ("Mail/送信済みメール.mbox", Some(Folder::Sent)),
        ] {
            assert_eq!(Folder::of_path(path), expected, "{path}");
        }
        assert_eq!(Folder::of_member(".Sent/cur/1:2,S"), Some(Folder::Sent));
        assert_eq!(Folder::of_member("cur/Sent:2,S"), None);
        assert_eq!(imap_utf7("a&-b &Jjo-! &bad"), "a&b ☺! &bad");
    }

    #[test]
    fn the_owner_is_whom_mail_was_delivered_to_or_who_sent_it() {
        let address = |text: &str| Handle::email(text).unwrap();
        let (me, list, ana) = (address("me@x.org"), address("list@x.org"), address("ana@x.org"));
        let mut ballot = Ballot::default();
        for n in 0..10 {
            let to = [me.clone(), list.clone()];
            ballot.delivered(&to[..if n == 0 { 2 } else { 1 }]);
            ballot.took_part([&ana].into_iter());
        }
        ballot.sent(&me);
        assert_eq!(ballot.conclude(), [OwnFact::LikelyHandle { handle: me.clone(), votes: 11, of: 11 }]);

        let mut ballot = Ballot::default();
        for n in 0..5 {
            ballot.took_part([&me, if n == 0 { &ana } else { &list }].into_iter().take(if n < 3 { 2 } else { 1 }));
        }
        assert_eq!(ballot.conclude(), [OwnFact::LikelyHandle { handle: me, votes: 5, of: 5 }]);
    }
}
