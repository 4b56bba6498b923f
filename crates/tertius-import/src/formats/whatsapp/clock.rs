//! Times of day as phones write them: with the halves of the day in every tongue, before or after the numbers.

/// Which half of the day a marker means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Half {
    Morning,
    Afternoon,
}

impl Half {
    /// The half that a word means, whatever dots, spaces and case it is written with.
    pub(in crate::formats) fn of(word: &str) -> Option<Half> {
        let word: String = word
            .chars()
            .filter(|c| !c.is_whitespace() && !".:·,'’״\"".contains(*c))
            .flat_map(char::to_lowercase)
            .collect();
        if word.is_empty() {
            return None;
        }
        if MORNING.contains(&word.as_str()) {
            return Some(Half::Morning);
        }
        AFTERNOON.contains(&word.as_str()).then_some(Half::Afternoon)
    }

    /// Seconds since midnight; a clock of 24 hours may bear a marker too, which then says nothing.
    pub(in crate::formats) fn seconds(half: Option<Half>, hour: u32, minute: u32, second: u32) -> Option<u32> {
        let hour = match half {
            Some(Half::Morning) if hour == 12 => 0,
            Some(Half::Afternoon) if hour < 12 => hour + 12,
            _ => hour,
        };
        // Midnight at the end of a day is written 24:00 by some.
        let hour = if hour == 24 { 0 } else { hour };
        (hour < 24 && minute < 60 && second < 61).then(|| hour * 3_600 + minute * 60 + second)
    }
}

const MORNING: &[&str] = &[
    "am",
    "vorm",
    "vormittags",
    "morgens",
    "früh",
    "nachts",
    "mitternacht",
    "delamañana",
    "delamadrugada",
    "mañana",
    "madrugada",
    "damanhã",
    "damadrugada",
    "manhã",
    "dumatin",
    "matin",
    "dimattina",
    "dopoln",
    "dop",
    "odmiana",
    "rano",
    "дп",
    "utra",
    "утра",
    "ночи",
    "пробед",
    "проб",
    "prijepodne",
    "prepodne",
    "пре подне",
    "препподне",
    "пп_утро",
    "öö",
    "πμ",
    "de",
    "ap",
    "fm",
    "fh",
    "pd",
    "priešpiet",
    "priekšpusdienā",
    "pg",
    "sa",
    "sáng",
    "ص",
    "صباحا",
    "صباحًا",
    "قظ",
    "قبلازظهر",
    "לפנהצ",
    "בבוקר",
    "পূর্বাহ্ণ",
    "पूर्वाह्न",
    "मपू",
    "முற்பகல்",
    "ก่อนเที่ยง",
    "上午",
    "凌晨",
    "早上",
    "清晨",
    "午前",
    "오전",
    "새벽",
    "asubuhi",
    "pagi",
];

const AFTERNOON: &[&str] = &[
    "pm",
    "nachm",
    "nachmittags",
    "mittags",
    "abends",
    "delatarde",
    "delanoche",
    "delmediodía",
    "tarde",
    "noche",
    "datarde",
    "danoite",
    "noite",
    "del'aprèsmidi",
    "delaprèsmidi",
    "dusoir",
    "aprèsmidi",
    "soir",
    "midi",
    "odp",
    "pop",
    "popol",
    "wieczorem",
    "popołudniu",
    "пп",
    "дня",
    "вечера",
    "слоб",
    "следоб",
    "popodne",
    "poslijepodne",
    "по подне",
    "öс",
    "ös",
    "μμ",
    "du",
    "ip",
    "em",
    "eh",
    "md",
    "popiet",
    "pēcpusdienā",
    "ptg",
    "ch",
    "chiều",
    "م",
    "مساء",
    "مساءً",
    "بظ",
    "بعدازظهر",
    "אחהצ",
    "בערב",
    "অপরাহ্ণ",
    "अपराह्न",
    "मउ",
    "பிற்பகல்",
    "หลังเที่ยง",
    "下午",
    "中午",
    "晚上",
    "傍晚",
    "午後",
    "오후",
    "저녁",
    "밤",
    "jioni",
    "mchana",
    "usiku",
    "sore",
    "malam",
    "siang",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_the_day() {
        for word in ["am", "a. m.", "AM", "a: m", "上午", "오전", "vorm.", "π.μ.", "ص"] {
            assert_eq!(Half::of(word), Some(Half::Morning), "{word}");
        }
        for word in ["PM", "p.\u{a0}m.", "下午", "午後", "nachm.", "abends", "م"] {
            assert_eq!(Half::of(word), Some(Half::Afternoon), "{word}");
        }
        assert_eq!(Half::of("Uhr"), None);
        assert_eq!(Half::seconds(Some(Half::Morning), 12, 0, 1), Some(1));
        assert_eq!(Half::seconds(Some(Half::Afternoon), 12, 0, 0), Some(43_200));
        assert_eq!(Half::seconds(Some(Half::Morning), 21, 25, 0), Some(77_100));
        assert_eq!(Half::seconds(None, 24, 0, 0), Some(0));
        assert_eq!(Half::seconds(None, 25, 0, 0), None);
    }
}
