//! Invented people's names, from many languages and scripts, and phone numbers from ranges kept for fiction.

use super::dice::Dice;
use super::people::Name;

/// Given and family names of one language; `Latin|native` where people there write another script.
#[derive(Clone, Copy)]
struct Culture {
    given: &'static [&'static str],
    family: &'static [&'static str],
    native: NativeOrder,
}

#[derive(Clone, Copy)]
enum NativeOrder {
    GivenFirst,
    FamilyFirst,
}

use NativeOrder::{FamilyFirst, GivenFirst};

/// German, so that most of the people are where ego lives, comes three times.
static CULTURES: &[Culture] = &[
    GERMAN,
    GERMAN,
    GERMAN,
    Culture {
        given: &["Agnieszka", "Łukasz", "Zofia", "Paweł", "Małgorzata", "Krzysztof", "Jadwiga", "Tadeusz"],
        family: &["Wójcik", "Wróbel", "Żak", "Kaczmarek", "Mazur", "Sęk", "Gołąb", "Pawlak"],
        native: GivenFirst,
    },
    Culture {
        given: &["Inés", "Álvaro", "Beatriz", "Joaquín", "Lucía", "Íñigo", "Rocío", "Nuño", "Marisol", "Tomé"],
        family: &["Ibáñez", "Peñalver", "Quiroga", "Muñiz", "Carrasco", "Ugarte", "Saldaña", "Ferreyra", "Abreu"],
        native: GivenFirst,
    },
    Culture {
        given: &["Elif", "Emre", "Zeynep", "Çağan", "İpek", "Tuğba", "Oğuz", "Selin"],
        family: &["Yıldız", "Aydoğan", "Kılıç", "Şahin", "Özdemir", "Çelik", "Erdoğdu", "Gündüz"],
        native: GivenFirst,
    },
    Culture {
        given: &["Chidi", "Ngozi", "Kwame", "Adaeze", "Folake", "Tunde", "Abena", "Kofi", "Efua", "Obinna"],
        family: &["Eze", "Adeyemi", "Mensah", "Okafor", "Boateng", "Nwosu", "Owusu", "Balogun", "Achebe"],
        native: GivenFirst,
    },
    Culture {
        given: &[
            "Aarav|आरव",
            "Kavita|कविता",
            "Rohan|रोहन",
            "Meera|मीरा",
            "Sanjay|संजय",
            "Pooja|पूजा",
            "Vikram|विक्रम",
            "Neha|नेहा",
        ],
        family: &[
            "Sharma|शर्मा",
            "Joshi|जोशी",
            "Deshpande|देशपांडे",
            "Mishra|मिश्रा",
            "Kulkarni|कुलकर्णी",
            "Verma|वर्मा",
            "Rao|राव",
        ],
        native: GivenFirst,
    },
    Culture {
        given: &[
            "Layla|ليلى",
            "Omar|عمر",
            "Nadia|نادية",
            "Tariq|طارق",
            "Salma|سلمى",
            "Karim|كريم",
            "Hanan|حنان",
            "Youssef|يوسف",
        ],
        family: &[
            "Haddad|حداد",
            "El-Sayed|السيد",
            "Khoury|خوري",
            "Nasser|ناصر",
            "Bennani|بناني",
            "Darwish|درويش",
            "Saleh|صالح",
        ],
        native: GivenFirst,
    },
    Culture {
        given: &[
            "Oleksandr|Олександр",
            "Iryna|Ірина",
            "Dmytro|Дмитро",
            "Svitlana|Світлана",
            "Andriy|Андрій",
            "Kateryna|Катерина",
            "Nadezhda|Надежда",
            "Maksim|Максим",
        ],
        family: &[
            "Kovalenko|Коваленко",
            "Shevchuk|Шевчук",
            "Bondar|Бондар",
            "Lysenko|Лисенко",
            "Tkachuk|Ткачук",
            "Moroz|Мороз",
            "Sidorenko|Сидоренко",
        ],
        native: GivenFirst,
    },
    Culture {
        given: &[
            "Wei|伟",
            "Xiaoling|晓玲",
            "Jun|军",
            "Meihua|美华",
            "Haoran|浩然",
            "Yuting|雨婷",
            "Jianguo|建国",
            "Li|丽",
        ],
        family: &["Zhao|赵", "Chen|陈", "Huang|黄", "Zhou|周", "Liu|刘", "Wu|吴", "Sun|孙", "Guo|郭"],
        native: FamilyFirst,
    },
    Culture {
        given: &["Haruka|遥", "Kenji|健二", "Sakura|桜", "Daichi|大地", "Yuko|裕子", "Takumi|匠", "Aiko|愛子"],
        family: &["Tanaka|田中", "Yamamoto|山本", "Kobayashi|小林", "Mori|森", "Ishikawa|石川", "Fujita|藤田"],
        native: FamilyFirst,
    },
    Culture {
        given: &["Minh", "Thảo", "Quân", "Hương", "Đức", "Ngọc", "Phúc"],
        family: &["Nguyễn", "Phạm", "Lê", "Hoàng", "Vũ", "Đặng", "Bùi"],
        native: GivenFirst,
    },
    Culture {
        given: &["Élodie", "Gaël", "Aurélie", "Benoît", "Maëlle", "Thibault", "Solène", "Loïc"],
        family: &["Lefèvre", "Marchand", "Gauthier", "Bénard", "Rousselle", "Chevallier", "Dubreuil", "Garçon"],
        native: GivenFirst,
    },
    Culture {
        given: &["Astrid", "Bjørn", "Søren", "Åsa", "Maja", "Øyvind", "Linnéa", "Håkon", "Jytte", "Elin"],
        family: &["Nygård", "Sørensen", "Lindström", "Åkerman", "Bakke", "Holmgren", "Haugen", "Ekström", "Dahl"],
        native: GivenFirst,
    },
    Culture {
        given: &[
            "Niamh", "Callum", "Harriet", "Declan", "Imogen", "Rhys", "Bronagh", "Alistair", "Priya", "Marcus",
            "Tessa", "Owen",
        ],
        family: &[
            "Fitzgibbon",
            "Ashworth",
            "MacAllister",
            "Penhaligon",
            "Thorne",
            "O'Malley",
            "Whitcombe",
            "Llewellyn",
            "Garrick",
            "Osborne",
        ],
        native: GivenFirst,
    },
];

const GERMAN: Culture = Culture {
    given: &[
        "Jürgen",
        "Sabine",
        "Lukas",
        "Hannah",
        "Matthias",
        "Käthe",
        "Florian",
        "Annegret",
        "Jörg",
        "Miriam",
        "Sönke",
        "Ute",
        "Henning",
        "Franziska",
        "Volker",
        "Theresa",
    ],
    family: &[
        "Schröder",
        "Krüger",
        "Weiß",
        "Hartmann",
        "Böhm",
        "Lüders",
        "Pfeiffer",
        "Ziegler",
        "Kranz",
        "Winterfeldt",
        "Jäger",
        "von der Heide",
        "Brückner",
        "Mertens",
        "Oestreich",
    ],
    native: GivenFirst,
};

/// Hands out names that nobody has yet.
pub(super) struct Register {
    taken: Vec<String>,
    n_phones: [u32; 5],
}

impl Register {
    /// Starts with the names of the story's people, which nobody else may bear.
    pub(super) fn new(reserved: impl IntoIterator<Item = String>) -> Register {
        Register { taken: reserved.into_iter().collect(), n_phones: [30; 5] }
    }

    /// A new name.
    pub(super) fn name(&mut self, dice: &mut Dice) -> Name {
        loop {
            let culture = dice.pick(CULTURES);
            let (given, native_given) = split(dice.pick(culture.given));
            let (family, native_family) = split(dice.pick(culture.family));
            let native = match (native_given.is_empty(), culture.native) {
                (true, _) => String::new(),
                (false, GivenFirst) => format!("{native_given} {native_family}"),
                (false, FamilyFirst) => format!("{native_family}{native_given}"),
            };
            let name = Name { given: given.to_owned(), family: family.to_owned(), native, nickname: String::new() };
            let full = name.full();
            if !self.taken.contains(&full) {
                self.taken.push(full);
                return name;
            }
        }
    }

    /// A phone number that nobody has yet, from ranges that regulators keep for films and books.
    pub(super) fn phone(&mut self, dice: &mut Dice) -> String {
        loop {
            let range = dice.below(self.n_phones.len());
            let n = self.n_phones[range];
            let number = match range {
                0 if n < 100 => format!("+1202555{:04}", 100 + n),
                1 if n < 1000 => format!("+447700900{n:03}"),
                2 if n < 1000 => format!("+493023125{n:03}"),
                3 if n < 100 => format!("+4917139200{n:02}"),
                4 if n < 10_000 => format!("+336399{:05}", 80_000 + n),
                _ => continue,
            };
            self.n_phones[range] += 1;
            return number;
        }
    }
}

fn split(part: &'static str) -> (&'static str, &'static str) {
    part.split_once('|').unwrap_or((part, ""))
}
