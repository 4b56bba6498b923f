//! Places by name: whole words, and the names that a few cities and countries have in other languages.

use crate::words::{contains_phrase, words};

/// Names of one place, each line a place.
const ALIASES: &[&[&str]] = &[
    &["munich", "munchen", "monaco di baviera", "muenchen"],
    &["vienna", "wien", "vienne"],
    &["zurich", "zuerich", "zurigo"],
    &["geneva", "geneve", "genf", "ginevra"],
    &["cologne", "koln", "colonia"],
    &["nuremberg", "nurnberg"],
    &["frankfurt", "francfort", "frankfurt am main"],
    &["hanover", "hannover"],
    &["basel", "bale", "basilea"],
    &["milan", "milano", "mailand"],
    &["rome", "roma", "rom"],
    &["turin", "torino"],
    &["florence", "firenze", "florenz"],
    &["venice", "venezia", "venedig"],
    &["naples", "napoli", "neapel"],
    &["genoa", "genova", "genua"],
    &["lisbon", "lisboa", "lissabon", "lisbonne"],
    &["seville", "sevilla"],
    &["warsaw", "warszawa", "warschau", "varsovie"],
    &["krakow", "cracow", "krakau"],
    &["prague", "praha", "prag"],
    &["brussels", "bruxelles", "brussel", "brussel"],
    &["antwerp", "antwerpen", "anvers"],
    &["the hague", "den haag"],
    &["copenhagen", "kobenhavn", "kopenhagen"],
    &["gothenburg", "goteborg"],
    &["helsinki", "helsingfors"],
    &["london", "londres", "londra"],
    &["new york", "nyc", "new york city"],
    &["san francisco", "sf", "bay area"],
    &["los angeles", "la"],
    &["germany", "deutschland", "allemagne", "germania", "alemania"],
    &["austria", "osterreich", "autriche"],
    &["switzerland", "schweiz", "suisse", "svizzera"],
    &["france", "frankreich", "francia"],
    &["italy", "italia", "italien", "italie"],
    &["spain", "espana", "spanien", "espagne"],
    &["netherlands", "nederland", "niederlande", "holland", "pays bas"],
    &["belgium", "belgien", "belgique", "belgie"],
    &["poland", "polska", "polen", "pologne"],
    &["sweden", "sverige", "schweden", "suede"],
    &["norway", "norge", "norwegen"],
    &["denmark", "danmark", "danemark"],
    &["finland", "suomi", "finnland"],
    &["united kingdom", "uk", "great britain", "england"],
    &["united states", "usa", "us"],
];

/// Whether a place as somebody wrote it is, or lies in, the place that is meant.
pub fn place_matches(place: &str, wanted: &str) -> bool {
    let (written, wanted) = (words(place), words(wanted));
    if contains_phrase(&written, &wanted) {
        return true;
    }
    let names = ALIASES.iter().find(|names| names.iter().any(|name| words(name) == wanted));
    names.is_some_and(|names| names.iter().any(|name| contains_phrase(&written, &words(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_names_in_several_languages() {
        assert!(place_matches("München, Bayern", "Munich"));
        assert!(place_matches("Greater Berlin Area", "Berlin"));
        assert!(!place_matches("Berlingen", "Berlin"));
    }
}
