//! What somebody says in a reply: yes, no, never again, or something that a person has to read.
//!
//! Only what they wrote themself counts: quoted text, signatures and everything below them are cut. A reply is understood
//! where its first sentence is such an answer and nothing after it takes it back; everything else goes to a person. A
//! machine's reply (out of office, bounces) is no answer at all.

mod yes;

pub use yes::with_address;

/// What a reply says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reply {
    /// Yes.
    Yes,
    /// No.
    No,
    /// No, and no letter any more.
    Never,
    /// A person has to read it.
    Unclear,
    /// A machine wrote it; nothing was said.
    Machine,
}

/// A reply as it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Incoming<'a> {
    /// The subject.
    pub subject: &'a str,
    /// The text part.
    pub text: &'a str,
    /// The value of `Auto-Submitted`, where there is one.
    pub auto_submitted: Option<&'a str>,
}

const YES: &[&str] = &[
    "yes",
    "yes please",
    "yes of course",
    "yes gladly",
    "of course",
    "sure",
    "gladly",
    "with pleasure",
    "happy to",
    "ja",
    "ja gerne",
    "ja natürlich",
    "ja klar",
    "gerne",
    "klar",
    "natürlich",
    "oui",
    "oui volontiers",
    "volontiers",
    "avec plaisir",
    "sí",
    "si",
    "si claro",
    "sí claro",
    "claro",
    "con gusto",
    "sì",
    "certo",
    "volentieri",
    "sim",
    "com prazer",
    "graag",
    "ja graag",
    "natuurlijk",
    "tak",
    "ano",
    "kyllä",
    "igen",
    "da",
    "ja tack",
    "ja takk",
];
const NO: &[&str] = &[
    "no",
    "no thanks",
    "no thank you",
    "no sorry",
    "sorry no",
    "rather not",
    "i would rather not",
    "id rather not",
    "not for me",
    "nein",
    "nein danke",
    "lieber nicht",
    "leider nein",
    "leider nicht",
    "non",
    "non merci",
    "no gracias",
    "no grazie",
    "não",
    "não obrigado",
    "não obrigada",
    "nee",
    "nee bedankt",
    "liever niet",
    "nie",
    "nie dziękuję",
    "ne",
    "ei",
    "nem",
    "nu",
    "nej",
    "nei",
    "nej tack",
    "nei takk",
    "nej tak",
];
const NEVER: &[&str] = &[
    "never",
    "never again",
    "unsubscribe",
    "stop",
    "remove me",
    "do not write again",
    "dont write again",
    "do not contact me again",
    "dont contact me again",
    "no never again",
    "nie wieder",
    "nein nie wieder",
    "niemals",
    "abmelden",
    "bitte nie wieder",
    "plus jamais",
    "jamais plus",
    "désinscrire",
    "nunca más",
    "nunca mas",
    "mai più",
    "nunca mais",
    "nooit meer",
    "afmelden",
];
/// Words that can take an answer back, or put a condition on it.
const TURNS: &[&str] = &[
    "but",
    "if",
    "unless",
    "not",
    "no",
    "dont",
    "cannot",
    "cant",
    "wont",
    "however",
    "maybe",
    "perhaps",
    "later",
    "instead",
    "question",
    "yes",
    "aber",
    "wenn",
    "falls",
    "nicht",
    "kein",
    "keine",
    "vielleicht",
    "später",
    "sondern",
    "doch",
    "ja",
    "nein",
    "mais",
    "si",
    "pas",
    "sauf",
    "oui",
    "non",
    "pero",
    "sí",
    "quizás",
    "ma",
    "se",
    "non",
    "forse",
    "mas",
    "não",
    "maar",
    "als",
    "niet",
    "misschien",
];
const MACHINE: &[&str] = &[
    "out of office",
    "automatic reply",
    "autoreply",
    "auto reply",
    "abwesenheitsnotiz",
    "automatische antwort",
    "réponse automatique",
    "respuesta automática",
    "risposta automatica",
    "undelivered mail",
    "undeliverable",
    "delivery status notification",
    "mail delivery failed",
];

/// What a reply says.
pub fn read(incoming: Incoming<'_>) -> Reply {
    let subject = plain(incoming.subject);
    let is_automatic = incoming.auto_submitted.is_some_and(|value| !value.trim().eq_ignore_ascii_case("no"));
    if is_automatic || MACHINE.iter().any(|words| subject.starts_with(words)) {
        return Reply::Machine;
    }
    let own = own_words(incoming.text);
    if own.trim().is_empty() {
        // A mail program's own way out writes the words into the subject and nothing else.
        return if NEVER.contains(&subject.as_str()) { Reply::Never } else { Reply::Unclear };
    }
    if own.contains('?') {
        return Reply::Unclear;
    }
    let sentences = own.split(['\n', '.', '!', ';', '–', '—', ':']).map(plain).filter(|sentence| !sentence.is_empty());
    let mut sentences: Vec<String> = sentences.collect();
    if sentences.len() > 1 && greets(&sentences[0]) && answer(&sentences[0]).is_none() {
        sentences.remove(0);
    }
    let Some((first, rest)) = sentences.split_first() else { return Reply::Unclear };
    let Some(said) = answer(first) else { return Reply::Unclear };
    let told_again = |sentence: &String| answer(sentence).is_none_or(|again| again == said);
    let turns = |sentence: &String| answer(sentence).is_none() && sentence.split(' ').any(|word| TURNS.contains(&word));
    // "No" said with more words is still a no for the moment, but who wants to say more than that is read by a person.
    if rest.iter().any(|sentence| !told_again(sentence) || turns(sentence)) { Reply::Unclear } else { said }
}

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "dear",
    "hey",
    "hallo",
    "liebe",
    "lieber",
    "guten",
    "moin",
    "servus",
    "bonjour",
    "salut",
    "cher",
    "chère",
    "hola",
    "ciao",
    "buongiorno",
    "olá",
    "oi",
    "beste",
    "dag",
    "hej",
    "hei",
    "cześć",
    "ahoj",
];

fn greets(sentence: &str) -> bool {
    GREETINGS.iter().any(|word| sentence.split(' ').next() == Some(word))
}

fn answer(sentence: &str) -> Option<Reply> {
    let is = |list: &[&str]| list.contains(&sentence);
    match () {
        () if is(NEVER) => Some(Reply::Never),
        () if is(YES) => Some(Reply::Yes),
        () if is(NO) => Some(Reply::No),
        () => None,
    }
}

/// Lower case, apostrophes gone, everything but letters and digits a blank.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '\'' | '’'));
    let spaced: String = kept.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What they wrote themself: everything above the first line that belongs to another letter or to a signature.
pub fn own_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut own: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or("");
        if ends_own_words(line, next) {
            break;
        }
        if !line.trim_start().starts_with('>') {
            own.push(line);
        }
    }
    own.join("\n").trim().to_owned()
}

fn ends_own_words(line: &str, next: &str) -> bool {
    let bare = line.trim();
    let is_rule = bare.len() >= 5 && bare.chars().all(|c| matches!(c, '-' | '_' | '=' | '*'));
    let lower = bare.to_lowercase();
    let is_forward = bare.starts_with("---") && bare.ends_with("---");
    let heads = ["from:", "von:", "de :", "de:", "da:", "van:", "fra:", "från:", "od:"];
    let says_who = [
        "wrote:",
        "schrieb:",
        "a écrit :",
        "a écrit:",
        "escribió:",
        "ha scritto:",
        "escreveu:",
        "schreef:",
        "skrev:",
        "napisał(a):",
    ];
    let ends_so = |line: &str| says_who.iter().any(|end| line.trim().to_lowercase().ends_with(end));
    let starts_so = ["on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "w dniu "]
        .iter()
        .any(|start| lower.starts_with(start));
    bare == "--"
        || line == "-- "
        || is_rule
        || is_forward
        || heads.iter().any(|head| lower.starts_with(head))
        || ends_so(line)
        || (starts_so && ends_so(next))
}
