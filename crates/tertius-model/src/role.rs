//! What an e-mail address is for: one human, or a desk, a robot, a list, a relay.
//!
//! Judged from the spelling alone, so that every crate judges alike; what the mailbox shows (many names on one
//! address) is the resolver's business. In doubt an address is a person's: a wrongly quiet robot is one odd row,
//! a wrongly dropped friend is the failure this product exists to prevent.

mod tables;

use crate::{Handle, HandleKind};
use tables::*;

/// Who stands behind an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressRole {
    /// One human, as far as the spelling tells.
    Person,
    /// Nobody reads it (`noreply@`).
    NoReply,
    /// A desk that several people share or inherit (`info@`, `sales@`, `rechnung@`).
    Role,
    /// A mailing list.
    List,
    /// Carries other people's words under its own address (`reply+token@`, `notifications@github.com`).
    Relay,
    /// A program: bounces, notifications, newsletters.
    Machine,
}

/// Judges an address by its spelling. Handles that are no e-mail address are persons'.
pub fn address_role(email: &Handle) -> AddressRole {
    if email.kind() != HandleKind::Email {
        return AddressRole::Person;
    }
    let Some((local, domain)) = email.value().split_once('@') else { return AddressRole::Person };
    let local = Local::new(local);
    if local.is_no_reply() || is_no_reply_domain(domain) {
        AddressRole::NoReply
    } else if local.is_bounce() {
        AddressRole::Machine
    } else if local.is_reply_token() || is_relay(&local, domain) {
        AddressRole::Relay
    } else if is_machine_domain(domain) || local.is_machine() {
        AddressRole::Machine
    } else if is_list_domain(domain) || local.is_list() {
        AddressRole::List
    } else if local.is_desk() {
        AddressRole::Role
    } else {
        AddressRole::Person
    }
}

/// How many words of an address are looked at; longer ones are no role names.
const MAX_WORDS: usize = 8;

/// The part before the `@`, taken apart.
struct Local<'a> {
    whole: &'a str,
    /// Without the `+tag`.
    base: &'a str,
    tag: &'a str,
    words: [&'a str; MAX_WORDS],
    n_words: usize,
}

impl<'a> Local<'a> {
    fn new(whole: &'a str) -> Local<'a> {
        let (base, tag) = whole.split_once('+').unwrap_or((whole, ""));
        let mut local = Local { whole, base, tag, words: [""; MAX_WORDS], n_words: 0 };
        for word in base.split(['.', '-', '_']).filter(|word| !word.is_empty()).take(MAX_WORDS) {
            local.words[local.n_words] = word.trim_end_matches(|c: char| c.is_ascii_digit());
            local.n_words += 1;
        }
        local
    }

    fn words(&self) -> &[&'a str] {
        &self.words[..self.n_words]
    }

    fn is_no_reply(&self) -> bool {
        let words = self.words();
        words.iter().any(|word| listed(NO_REPLY, word) || word.starts_with("noreply") || word.starts_with("donotreply"))
            || NO_REPLY_PHRASES.iter().any(|phrase| words.windows(phrase.len()).any(|window| window == *phrase))
    }

    /// A return path that encodes the recipient, or a daemon's.
    fn is_bounce(&self) -> bool {
        let first = self.words().first().copied().unwrap_or_default();
        listed(BOUNCE, first)
            || self.words().last().is_some_and(|last| *last == "bounces" || *last == "bounce")
            || ["srs0=", "srs1=", "prvs=", "btv1=", "msprvs1="].iter().any(|mark| self.whole.starts_with(mark))
            || (self.whole.contains('=') && self.whole.contains(['.', '-', '+']))
            || self.base == "mailer-daemon"
    }

    /// `reply+4f9a…@`, `conversation-0123456789abcdef@`: the address names a conversation, not a human.
    fn is_reply_token(&self) -> bool {
        let first = self.words().first().copied().unwrap_or_default();
        if !listed(CONVERSATION, first) {
            return false;
        }
        let token = if self.tag.is_empty() { self.base.get(first.len() + 1..).unwrap_or_default() } else { self.tag };
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        token.len() >= 8 && digits >= 3 || (!self.tag.is_empty() && first.ends_with("reply"))
    }

    fn is_machine(&self) -> bool {
        let words = self.words();
        words.iter().any(|word| listed(MACHINE_ANYWHERE, word))
            || (!words.is_empty()
                && words.iter().all(|word| listed(MACHINE, word) || listed(DESK, word))
                && words.iter().any(|word| listed(MACHINE, word)))
    }

    fn is_list(&self) -> bool {
        let words = self.words();
        if let [only] = words {
            return listed(LIST_WHOLE, only);
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let joined_by_hyphen = self.base.rfind(['.', '-', '_']).is_some_and(|at| self.base.as_bytes()[at] == b'-');
        joined_by_hyphen && (*first == "owner" || *first == "list" || listed(LIST_END, last))
    }

    fn is_desk(&self) -> bool {
        let words = self.words();
        match words {
            [] => false,
            [only] => listed(DESK, only),
            // `info-berlin`, `support.emea`: a desk of the desk.
            [first, ..] if listed(DESK, first) && !listed(DESK_AND_SURNAME, first) => true,
            // `acme-support` is a desk; `anna.press` may be called Press.
            [.., last] => {
                let separator = self.base.rfind(['.', '-', '_']).map(|at| self.base.as_bytes()[at]);
                listed(DESK, last) && (separator != Some(b'.') || words.iter().all(|word| listed(DESK, word)))
            }
        }
    }
}

fn listed(table: &[&str], word: &str) -> bool {
    table.binary_search(&word).is_ok()
}

fn is_under(domain: &str, parent: &str) -> bool {
    domain.strip_suffix(parent).is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

fn is_no_reply_domain(domain: &str) -> bool {
    ["noreply.", "no-reply.", "donotreply.", "do-not-reply."].iter().any(|head| domain.starts_with(head))
}

fn is_relay(local: &Local<'_>, domain: &str) -> bool {
    let first_label = domain.split('.').next().unwrap_or_default();
    if RELAY_DOMAINS.iter().any(|parent| is_under(domain, parent))
        || (listed(RELAY_LABELS, first_label) && domain.matches('.').count() >= 2)
    {
        return true;
    }
    // The company's own staff write from the bare domain.
    if is_under(domain, "linkedin.com") {
        return domain != "linkedin.com"
            || local.words().last().is_some_and(|last| *last == "reply")
            || listed(LINKEDIN_ROBOTS, local.base);
    }
    domain == "github.com" && local.base == "notifications"
}

fn is_machine_domain(domain: &str) -> bool {
    let first_label = domain.split('.').next().unwrap_or_default();
    MACHINE_DOMAINS.iter().any(|parent| is_under(domain, parent))
        || (listed(MACHINE_LABELS, first_label) && domain.matches('.').count() >= 2)
}

fn is_list_domain(domain: &str) -> bool {
    let first_label = domain.split('.').next().unwrap_or_default();
    LIST_DOMAINS.iter().any(|parent| is_under(domain, parent))
        || domain.starts_with("yahoogroups.")
        || (listed(LIST_LABELS, first_label) && domain.matches('.').count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: AddressRole, addresses: &str) {
        for address in addresses.split_whitespace() {
            let handle = Handle::email(address).unwrap_or_else(|| panic!("{address} is no address"));
            assert_eq!(address_role(&handle), role, "{address}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        for table in [
            NO_REPLY,
            BOUNCE,
            CONVERSATION,
            MACHINE_ANYWHERE,
            MACHINE,
            DESK,
            DESK_AND_SURNAME,
            LIST_WHOLE,
            LIST_END,
            LIST_LABELS,
            RELAY_LABELS,
            LINKEDIN_ROBOTS,
            MACHINE_LABELS,
        ] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn people_are_people() {
        check(
            AddressRole::Person,
            "ana@example.org ana.ruiz@example.org aruiz42@example.org ana_ruiz@example.org ana-ruiz@example.org \
             norman.reply@example.org bruno.reply@example.org brunoreply@example.org anna.press@example.org \
             ana+news@example.org ana+newsletter@example.org o'neil@example.org me@annaruiz.example.org \
             mail@annaruiz.example.org bot.thomas@example.org robert.bot@example.org list.franz@mail.example.org \
             a@example.org li@example.org info4ana@example.org salesh@example.org supporterclubfan@example.org \
             thomas.daemonow@example.org jobst@example.org j.office@example.org grace.list@example.org \
             asmith@linkedin.com newsome@example.org rootham@example.org allen@example.org stafford@example.org \
             teamer@example.org helpmann@example.org press.anna@example.org notley.reply@example.org \
             юлия@example.org 1234567@qq.example.com kontaktowski@example.org updike@example.org",
        );
    }

    #[test]
    fn nobody_reads_these() {
        check(
            AddressRole::NoReply,
            "noreply@example.org no-reply@example.org no_reply@example.org no.reply@example.org \
             noreply-x@example.org noreply+abc@example.org noreply42@example.org do-not-reply@example.org \
             donotreply@example.org drive-shares-dm-noreply@google.com comments-noreply@docs.google.com \
             messages-noreply@linkedin.com ne-pas-repondre@example.org nichtantworten@example.org \
             no-responder@example.org naoresponda@example.org keine-antwort@example.org x@noreply.example.org \
             dont-reply@example.org svara-inte@example.org",
        );
    }

    #[test]
    fn desks_are_not_people() {
        check(
            AddressRole::Role,
            "info@example.org sales@example.org support@example.org jobs@example.org support-bob@example.org \
             info-berlin@example.org support.emea@example.org acme-support@example.org kontakt@example.org \
             bewerbung@example.org rechnung@example.org ventas@example.org contacto@example.org \
             segreteria@example.org klantenservice@example.org presse@example.org hr@example.org info2@example.org \
             biuro@example.org soporte@example.org facturation@example.org hello@example.org press@example.org \
             customer.service@example.org office@example.org info+x@example.org",
        );
    }

    #[test]
    fn lists_are_not_people() {
        check(
            AddressRole::List,
            "climbers@googlegroups.com x@lists.example.org chess-list@example.org chess-users@example.org \
             chess-announce@example.org all@example.org team@example.org everyone@example.org \
             chess-request@example.org owner-chess@example.org x@groups.io x@yahoogroups.co.uk x@listserv.example.edu",
        );
    }

    #[test]
    fn relays_speak_for_others() {
        check(
            AddressRole::Relay,
            "notifications@github.com reply+0123456789abcdef@reply.github.com reply+x@example.org \
             ana@reply.example.org 42+ana@users.noreply.github.com hit-reply@linkedin.com \
             inmail-hit-reply@linkedin.com member@linkedin.com s-1x2y@e.linkedin.com x@facebookmail.com \
             abc-12345@members.ebay.com conversation-0123456789ab@example.org ana-0@sale.craigslist.org \
             ticket+9912345678@example.org abc123@privaterelay.appleid.com",
        );
    }

    #[test]
    fn machines_are_not_people() {
        check(
            AddressRole::Machine,
            "bounce+1a2b=ana=example.org@example.net bounces-123-ana=example.org@example.net \
             mailer-daemon@example.org postmaster@example.org notifications@example.org notification@example.org \
             newsletter@example.org chess-bounces@lists.example.org calendar-notification@google.com \
             jira-alerts@example.org order-update@example.org news@example.org root@example.org \
             srs0=ab=cd=example.org=ana@example.net digest@example.org room7@resource.calendar.google.com \
             x@bounce.example.org cron@example.org auto-confirm@example.org",
        );
    }

    #[test]
    fn what_is_no_address_is_a_persons() {
        let phone = Handle::phone("+491511234567").unwrap();
        assert_eq!(address_role(&phone), AddressRole::Person);
    }
}
