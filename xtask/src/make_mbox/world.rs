//! The invented people: names in several scripts, companies with domains, addresses.

use crate::random::Random;

/// People who write to the owner.
const N_CORRESPONDENTS: usize = 20_000;
/// People who are only ever copied by somebody else.
const N_BYSTANDERS: usize = 5_000;
const N_COMPANIES: usize = 300;

/// One invented person.
pub struct Person {
    /// The mailbox as it stands in a header, the name encoded where it must be.
    pub mailbox: String,
    /// Whom they copy: everybody of one company.
    pub company: usize,
}

/// Everybody.
pub struct World {
    /// Correspondents by falling weight, then the bystanders.
    pub people: Vec<Person>,
    companies: Vec<Vec<usize>>,
}

impl World {
    /// Invents everybody.
    pub fn new(random: &mut Random) -> World {
        let domains: Vec<String> = (0..N_COMPANIES).map(|idx| company_domain(idx, random)).collect();
        let mut companies = vec![Vec::new(); N_COMPANIES];
        let people = (0..N_CORRESPONDENTS + N_BYSTANDERS)
            .map(|idx| {
                let company = random.rank(N_COMPANIES);
                companies[company].push(idx);
                person(idx, company, &domains[company], random)
            })
            .collect();
        World { people, companies }
    }

    /// A correspondent, the first ones far more often.
    pub fn correspondent(&self, random: &mut Random) -> usize {
        random.rank(N_CORRESPONDENTS)
    }

    /// Up to `n` colleagues of somebody, among them people who never write.
    pub fn colleagues(&self, of: usize, n: usize, random: &mut Random) -> Vec<usize> {
        let company = &self.companies[self.people[of].company];
        let mut found = Vec::with_capacity(n);
        // Circles: people copy those near them in the list, so the same faces meet again.
        let start = company.iter().position(|idx| *idx == of).unwrap_or(0);
        for _ in 0..n * 2 {
            let colleague = company[(start + 1 + random.rank(company.len())) % company.len()];
            if colleague != of && !found.contains(&colleague) {
                found.push(colleague);
                if found.len() == n {
                    break;
                }
            }
        }
        found
    }
}

fn company_domain(idx: usize, random: &mut Random) -> String {
    const HEADS: [&str; 20] = [
        "harbor", "north", "cedar", "lumen", "quartz", "delta", "meadow", "orbit", "copper", "velvet", "granite",
        "willow", "atlas", "ember", "falcon", "indigo", "juniper", "kelp", "maple", "nimbus",
    ];
    const TAILS: [&str; 15] = [
        "works", "labs", "soft", "trade", "media", "steel", "foods", "health", "bank", "press", "motors", "energy",
        "design", "legal", "logic",
    ];
    let ending = random.of(&["example", "example.com", "example.org", "example.net"]);
    format!("{}{}.{ending}", HEADS[idx % HEADS.len()], TAILS[idx / HEADS.len() % TAILS.len()])
}

fn person(idx: usize, company: usize, domain: &str, random: &mut Random) -> Person {
    let (given, family, latin) = name(random);
    let domain =
        if random.per_mille(250) { *random.of(&["mail.example", "post.example", "box.example"]) } else { domain };
    let latin = format!("{latin}{}", if idx < 2_000 { String::new() } else { idx.to_string() });
    let address = format!("{latin}@{domain}");
    let full = if random.per_mille(30) { format!("{family}, {given}") } else { format!("{given} {family}") };
    let mailbox = match random.below(20) {
        0 => address.clone(),
        1 => format!("<{address}>"),
        _ => format!("{} <{address}>", encode_name(&full, random)),
    };
    Person { mailbox, company }
}

/// Given name, family name, and what stands before the `@`.
fn name(random: &mut Random) -> (String, String, String) {
    let (given, family, script) = match random.below(100) {
        0..60 => (*random.of(GIVEN), random.of(FAMILY).to_string(), false),
        60..80 => (*random.of(GIVEN_ACCENTED), random.of(FAMILY_ACCENTED).to_string(), true),
        80..86 => (
            *random.of(&["Юлия", "Иван", "Ольга", "Пётр"]),
            random.of(&["Кузнецова", "Орлов", "Зимина"]).to_string(),
            true,
        ),
        86..90 => {
            (*random.of(&["太郎", "花子", "健一", "美咲"]), random.of(&["山田", "鈴木", "渡辺"]).to_string(), true)
        }
        90..93 => (*random.of(&["伟", "芳", "秀英"]), random.of(&["王", "李", "张"]).to_string(), true),
        93..95 => (*random.of(&["ليلى", "يوسف"]), random.of(&["حداد", "نصر"]).to_string(), true),
        95..97 => (*random.of(&["Ελένη", "Νίκος"]), random.of(&["Παππά", "Δήμου"]).to_string(), true),
        97..99 => (*random.of(&["नेहा", "अर्जुन"]), random.of(&["शर्मा", "मेहता"]).to_string(), true),
        _ => (*random.of(&["민지", "지훈"]), random.of(&["김", "박"]).to_string(), true),
    };
    // Syllables before the family name: enough of them for twenty thousand people.
    let family = if script { family } else { format!("{family}{}", random.of(ENDINGS)) };
    let latin = if script {
        format!("{}{}", random.of(GIVEN).to_lowercase(), random.below(10_000))
    } else {
        format!("{}.{}", given.to_lowercase(), family.to_lowercase())
    };
    (given.to_owned(), family, latin)
}

/// A display name as mail programs write it.
fn encode_name(name: &str, random: &mut Random) -> String {
    if name.is_ascii() {
        return if name.contains(',') { format!("\"{name}\"") } else { name.to_owned() };
    }
    if random.per_mille(500) { format!("=?UTF-8?B?{}?=", base64(name.as_bytes())) } else { quoted(name) }
}

fn quoted(name: &str) -> String {
    let mut out = String::from("=?utf-8?Q?");
    for byte in name.bytes() {
        match byte {
            b' ' => out.push('_'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            _ => out.push_str(&format!("={byte:02X}")),
        }
    }
    out + "?="
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * digit) & 63) as usize];
            out.push(if digit <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

const GIVEN: &[&str] = &[
    "Ana", "Bo", "Carla", "Dev", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Luca", "Mona", "Nils",
    "Olga", "Paul", "Quinn", "Rosa", "Sven", "Tara", "Ugo", "Vera", "Wim", "Xenia", "Yara", "Zeno", "Alma", "Bruno",
    "Clara", "Dario",
];
const FAMILY: &[&str] = &[
    "Ruiz", "Ek", "Moss", "Lind", "Hale", "Bram", "Cole", "Dorn", "Esch", "Falk", "Gant", "Holt", "Ibsen", "Jarl",
    "Kroon", "Lomb", "Mirk", "Nord", "Oster", "Pell", "Quade", "Rask", "Stell", "Thorn", "Ulm", "Vance", "Wolt",
];
const ENDINGS: &[&str] = &["", "er", "sen", "man", "berg", "ova", "ini", "wick", "ford", "stad", "iak", "ez"];
const GIVEN_ACCENTED: &[&str] =
    &["Zoë", "José", "Søren", "Łukasz", "Jürgen", "Anaïs", "Ödön", "Maëlle", "Iñigo", "Şule"];
const FAMILY_ACCENTED: &[&str] =
    &["Müller", "Núñez", "Ångström", "Żółć", "Bjørnson", "Lefèvre", "Çelik", "Gonçalves", "Dvořák", "Sørensen"];
