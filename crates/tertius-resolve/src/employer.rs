//! Employers: one spelling each, and which mail domains belong to them.

use crate::name::fold_name;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// Legal forms, folded; dropped from the end of an employer's name (and `the` from its start).
const LEGAL_FORMS: [&str; 50] = [
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "ug",
    "se",
    "eg",
    "ev",
    "inc",
    "incorporated",
    "llc",
    "llp",
    "lp",
    "ltd",
    "limited",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "pty",
    "pvt",
    "private",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "sl",
    "slu",
    "bv",
    "nv",
    "ab",
    "as",
    "asa",
    "aps",
    "oy",
    "oyj",
    "kk",
    "sro",
    "doo",
    "zoo",
    "sp",
    "kft",
    "ltda",
    "eirl",
    "haftungsbeschrankt",
    "compagnie",
];

/// What people write where an employer should stand.
const NO_EMPLOYERS: &str = "self employed|selfemployed|freelance|freelancer|freelancing|independent|independent consultant|\
    consultant|student|retired|unemployed|none|n a|na|various|stealth|stealth startup|stealth mode startup|private|\
    selbststandig|freiberuflich|freiberufler|rentner|autonomo|independant|looking for opportunities|open to work|\
    career break|home|sabbatical|confidential|myself|self|tba|unknown|seeking new opportunities";

/// Providers where everybody has an address: the domain says nothing about an employer.
const FREE_MAIL: &str = "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it \
    hotmail.es live.com live.co.uk live.de live.fr live.nl msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es \
    yahoo.co.in yahoo.co.jp yahoo.com.br ymail.com rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com \
    protonmail.ch pm.me gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de online.de mail.de \
    posteo.de posteo.net mailbox.org tutanota.com tutanota.de tuta.io fastmail.com fastmail.fm hey.com zoho.com mail.com \
    email.com usa.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it \
    alice.it tin.it hotmail.com.br uol.com.br bol.com.br terra.com.br mail.ru yandex.ru yandex.com ya.ru rambler.ru list.ru \
    bk.ru inbox.ru qq.com 163.com 126.com sina.com sina.cn sohu.com foxmail.com naver.com daum.net hanmail.net nate.com \
    wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz email.cz abv.bg ukr.net i.ua btinternet.com btopenworld.com \
    sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net \
    bellsouth.net cox.net charter.net earthlink.net rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au \
    telenet.be skynet.be ziggo.nl xs4all.nl kpnmail.nl planet.nl bluewin.ch sunrise.ch hispeed.ch chello.at aon.at \
    telia.com online.no rediffmail.com disroot.org riseup.net users.noreply.github.com privaterelay.appleid.com duck.com";

/// Second-level labels under which countries register names (`co.uk`, `com.br`).
const SECOND_LEVEL: [&str; 12] = ["co", "com", "ac", "edu", "org", "net", "gov", "or", "ne", "go", "gob", "gv"];

/// One spelling for an employer: folded, `&` read as `and`, legal forms and a leading `the` dropped.
///
/// Empty for text that names none ("self-employed", "Freelance", "-"). Branches, groups and holdings keep their
/// words: `Acme Robotics` is not `Acme`.
pub fn normalise_employer(text: &str) -> String {
    let folded = if text.contains(['&', '+', '.']) { fold_name(&without_points(text)) } else { fold_name(text) };
    if is_no_employer(&folded) {
        return String::new();
    }
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    while words.len() > 1 {
        let last = words[words.len() - 1];
        let dangling = last == "and" || (last == "k" || last == "c");
        if !LEGAL_FORMS.contains(&last) && !dangling {
            break;
        }
        words.pop();
    }
    words.join(" ")
}

/// Signs read as words, and abbreviations as one word.
fn without_points(text: &str) -> String {
    let spelled = text.replace(['&', '+'], " and ").replace("S.A.", "SA").replace("e.V.", "eV");
    let spelled =
        spelled.replace("z o.o", "zoo").replace("s.r.o", "sro").replace("d.o.o", "doo").replace("S.p.A", "SpA");
    spelled.replace(".com", "").replace("L.L.C", "LLC").replace("B.V", "BV").replace("N.V", "NV")
}

fn is_no_employer(folded: &str) -> bool {
    static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| NO_EMPLOYERS.split('|').collect()).contains(folded)
}

/// Whether a domain is a provider's, where everybody can have an address.
pub fn is_free_mail(domain: &str) -> bool {
    static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| FREE_MAIL.split_whitespace().collect()).contains(domain)
}

/// The label that spells an employer in a domain: `acme` in `mail.acme.co.uk`; `None` for providers and bare names.
pub fn employer_of_domain(domain: &str) -> Option<&str> {
    if is_free_mail(domain) {
        return None;
    }
    let country_at = domain.rfind('.')?;
    let (rest, country) = (&domain[..country_at], &domain[country_at + 1..]);
    let second_at = rest.rfind('.');
    let second = second_at.map_or(rest, |at| &rest[at + 1..]);
    let named = match second_at {
        Some(at) if country.len() == 2 && SECOND_LEVEL.contains(&second) => &rest[..at],
        _ => rest,
    };
    let at = named.rfind('.').map_or(0, |at| at + 1);
    Some(&named[at..]).filter(|label| label.len() >= 2 && !is_free_mail(&domain[at..]))
}

/// The registered part of a domain: `acme.co.uk` of `mail.acme.co.uk`; `None` for providers.
pub(crate) fn registered_domain(domain: &str) -> Option<&str> {
    let label = employer_of_domain(domain)?;
    let at = label.as_ptr() as usize - domain.as_ptr() as usize;
    Some(&domain[at..])
}

/// Whether a domain spells an employer: `acme.com` and "Acme GmbH", `acme-robotics.io` and "Acme Robotics",
/// `ibm.com` and "International Business Machines". A first word alone counts from five letters on.
pub fn domain_matches_employer(domain: &str, employer: &str) -> bool {
    employer_of_domain(domain).is_some_and(|label| label_matches(label, &normalise_employer(employer)))
}

/// Like [`domain_matches_employer`] for a label and a name that are normalised already.
pub(crate) fn label_matches(label: &str, employer: &str) -> bool {
    let first = label.chars().find(|c| c.is_alphanumeric());
    if !first.is_some_and(|first| employer.split(' ').any(|word| word.starts_with(first))) {
        return false;
    }
    let label: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
    let words: Vec<&str> =
        employer.split(' ').filter(|word| !matches!(*word, "and" | "of" | "the" | "for" | "fur")).collect();
    let joined = words.concat();
    if label.chars().count() < 3 {
        return joined == label;
    }
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    label == joined
        || label == employer.replace(' ', "")
        || words.len() >= 3 && label == initials
        || words.len() >= 2 && words[0].chars().count() >= 5 && label == words[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_do_not_tell_employers_apart() {
        for (text, expected) in [
            ("Acme GmbH", "acme"),
            ("ACME Inc.", "acme"),
            ("The Acme Company, LLC", "acme"),
            ("Acme GmbH & Co. KG", "acme"),
            ("Acme Robotics", "acme robotics"),
            ("Smith & Sons Ltd", "smith and sons"),
            ("Examplia S.A.", "examplia"),
            ("Müller AG", "muller"),
            ("Przyklad Sp. z o.o.", "przyklad"),
            ("Self-employed", ""),
            ("Freelance", ""),
            ("-", ""),
            ("Co", "co"),
        ] {
            assert_eq!(normalise_employer(text), expected, "{text}");
        }
    }

    #[test]
    fn a_domain_spells_its_employer_whole() {
        assert!(domain_matches_employer("mail.acme.co.uk", "Acme Ltd"));
        assert!(domain_matches_employer("acme-robotics.example", "Acme Robotics GmbH"));
        assert!(domain_matches_employer("ieb.example", "International Example Bureau"));
        assert!(!domain_matches_employer("gmail.com", "Gmail"));
        assert!(!domain_matches_employer("art.example", "Artemis"));
        assert!(!domain_matches_employer("acme.example", "Self-employed"));
        assert_eq!(registered_domain("eu.mail.acme.co.uk"), Some("acme.co.uk"));
        assert_eq!(registered_domain("gmail.com"), None);
    }
}
