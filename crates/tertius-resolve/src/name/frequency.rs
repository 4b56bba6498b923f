//! How rare a name is, in bits: a name that one person in 1,024 carries has ten.
//!
//! Three sources, and of several weights the smallest counts: the 1990 census of the United States (public domain)
//! and the name lists of some seventy countries in Faker (MIT), see `names/README.md`; and short lists by region,
//! written by hand from the general knowledge of which names lead
//! the national statistics. Names outside all count as rare. Romanised names of East Asia lose the characters
//! that tell them apart, so they never count as rare.

use super::fold::to_latin;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Bits of a given name that no list has.
const RARE_GIVEN: f64 = 12.0;
/// Bits of a family name that no list has.
const RARE_FAMILY: f64 = 14.5;
/// What a rare full name is worth.
pub(crate) const FULL_NAME: f64 = 24.0;
/// What a whole romanised East Asian name is worth at most.
pub(crate) const ROMANISED_CAP: f64 = 12.0;

/// Given names, the most frequent first: one line per weight in bits.
const GIVEN: [(f64, &str); 3] = [
    (
        6.0,
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew mark anthony \
         mary jennifer linda elizabeth susan jessica sarah maria anna jose juan carlos luis antonio peter andreas stefan \
         martin hans jan pierre jean marie paul alexander sergei alexey dmitry andrei olga elena tatiana mohammed mohamed \
         muhammad ahmed ali fatima wei li yan jing min ana paulo joao pedro francisco giuseppe marco andrea lars anders \
         raj amit sanjay rahul priya",
    ),
    (
        7.5,
        "alex chris mike tom tim steve kevin brian jason jeff jeffrey eric scott andrew ryan nick nicholas jonathan \
         stephen larry justin brandon benjamin ben sam samuel gregory frank patrick jack dennis jerry adam aaron nathan \
         henry peter kyle simon george edward lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura \
         emily kimberly deborah amy angela melissa rebecca stephanie julia katharina nicole claudia sabine monika \
         christina christian michael markus matthias klaus jurgen wolfgang uwe bernd frank sebastian tobias florian lukas \
         felix jonas leon max nina lena sophie philippe nicolas francois julien sophie isabelle nathalie mario giovanni \
         francesco roberto alessandro luca paolo francesca giulia laura marta miguel manuel javier fernando jorge alberto \
         pablo sergio carmen isabel lucia cristina ivan nikolai mikhail vladimir natalia svetlana irina ekaterina piotr \
         krzysztof tomasz pawel anna agnieszka katarzyna magdalena erik karl johan per nils mehmet mustafa ayse omar \
         hassan hussein ibrahim khalid yusuf abdul anil sunil vijay ravi deepak suresh arun sunita neha pooja jane kate \
         joe bob dan dave jim bill rob matt will",
    ),
    (
        9.0,
        "oliver harry charlie oscar louis hugo theo noah liam ethan lucas mason logan emma olivia ava sophia isabella mia \
         charlotte amelia grace chloe hannah alice clara eva ella lucy eleanor victoria diana monica veronica patricia \
         barbara margaret dorothy alan albert alfred arthur bruce carl craig derek donald douglas duncan ernest fred gary \
         gerald graham harold howard ian ivan keith kenneth lawrence leonard malcolm neil nigel norman philip ralph \
         raymond roger ronald roy russell stanley stuart terry timothy trevor victor vincent walter warren wayne dirk \
         holger jens joachim kai karsten lothar manfred norbert oliver olaf rainer ralf rolf rudiger sven thorsten torsten \
         ulrich volker werner birgit petra andrea anja antje birte heike ines kerstin martina silke simone susanne tanja \
         ulrike ute wiebke",
    ),
];

/// Family names, the most frequent first: one line per weight in bits.
const FAMILY: [(f64, &str); 3] = [
    (
        6.5,
        "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson \
         thomas taylor moore jackson martin lee perez thompson white muller schmidt schneider fischer weber meyer wagner \
         becker schulz hoffmann ivanov petrov smirnov kuznetsov popov singh kumar sharma patel khan ahmed ali nguyen tran \
         le pham kim park choi jung wang li zhang liu chen yang huang zhao wu zhou silva santos oliveira souza rossi russo \
         ferrari nielsen jensen hansen andersen pedersen johansson andersson karlsson nilsson dubois bernard petit \
         sato suzuki takahashi tanaka yilmaz kaya demir nowak kowalski de jong jansen vries",
    ),
    (
        8.5,
        "harris sanchez clark ramirez lewis robinson walker young allen king wright scott torres hill flores green adams \
         nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards \
         collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly \
         howard ramos cox ward richardson watson brooks chavez wood bennett gray mendoza ruiz hughes price alvarez castillo \
         sanders myers long ross foster jimenez schafer bauer koch richter klein wolf schroder neumann schwarz zimmermann \
         braun kruger hofmann hartmann lange schmitt werner krause meier lehmann schmid schulze maier kohler herrmann konig \
         walter mayer huber kaiser fuchs peters lang scholz moller weiss jung hahn vogel schubert volkov sokolov lebedev \
         kozlov novikov morozov gupta verma shah mehta reddy rao das joshi iyer nair hussain malik sheikh abbas hassan \
         ibrahim mohamed ferreira pereira costa rodrigues almeida nascimento lima carvalho bianchi romano colombo ricci \
         marino greco bruno gallo conti eriksson larsson olsson persson svensson larsen christensen rasmussen olsen durand \
         leroy moreau simon laurent lefebvre michel roux david bertrand morel fournier watanabe ito yamamoto nakamura \
         kobayashi kato wisniewski wojcik kowalczyk kaminski lewandowski celik sahin ozturk bakker visser smit meijer mulder \
         novak horvat nagy kovacs szabo toth popescu ionescu wei guo ma zhu hu lin gao he luo xu sun deng xie yu cho kang \
         yoon jang lim",
    ),
    (
        10.5,
        "powell jenkins perry russell sullivan bell coleman butler henderson barnes gonzales fisher vasquez simmons graham \
         jordan reynolds hamilton ford gibson wallace woods cole west owens marshall harrison ellis gibbs grant knight \
         stone hawkins dunn perkins hudson spencer gardner stephens payne pierce berry matthews arnold wagner willis ray \
         watkins olson carroll duncan snyder hart cunningham bradley lane andrews harper fox riley armstrong carpenter \
         weaver greene lawrence elliott chavez sims austin peters kelley franklin lawson frank gross roth beck lorenz \
         baumann schuster albrecht simon ludwig bohm winter kraus martin schumacher kramer vogt stein jager otto sommer \
         seidel heinrich brandt haas schreiber graf dietrich ziegler kuhn kuhl pohl engel horn busch bergmann sauer \
         arnold pfeiffer vasiliev mikhailov fedorov alexeev orlov",
    ),
];

/// Family names whose romanised bearers are told apart only by characters that the spelling dropped.
const ROMANISED: &str = "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu lin guo he gao luo zheng liang xie \
    song tang deng feng han cao zeng peng xiao cai pan tian dong yuan yu ye jiang du su wei cheng lu ding ren yao shen \
    zhong tan fan jin shi fu dai xia qiu fang zou xiong bai meng qin long hao duan lei tao mao gu kong wan hou shao \
    kim lee park choi jung kang cho yoon jang lim shin han seo kwon hwang ahn song hong jeon ko moon yang bae baek \
    nguyen tran le pham hoang huynh phan vu vo dang bui do ngo duong ly chan wong cheung lau lam leung ng tsang kwok tam chow";

/// Weights of the census, one line each: a number and the names.
const CENSUS_GIVEN: &str = include_str!("../../names/given.txt");
const CENSUS_FAMILY: &str = include_str!("../../names/family.txt");

fn table(lists: &'static [(f64, &'static str); 3], census: &'static str, rare: f64) -> FxHashMap<&'static str, f64> {
    let mut table = FxHashMap::default();
    for line in census.lines() {
        let Some((bits, words)) = line.split_once(' ') else { continue };
        let bits = bits.parse().unwrap_or(rare).min(rare);
        table.extend(words.split(' ').map(|word| (word, bits)));
    }
    for (bits, words) in lists {
        for word in words.split_whitespace() {
            let known = table.entry(word).or_insert(*bits);
            *known = known.min(*bits);
        }
    }
    table
}

fn given_table() -> &'static FxHashMap<&'static str, f64> {
    static TABLE: OnceLock<FxHashMap<&'static str, f64>> = OnceLock::new();
    TABLE.get_or_init(|| table(&GIVEN, CENSUS_GIVEN, RARE_GIVEN))
}

fn family_table() -> &'static FxHashMap<&'static str, f64> {
    static TABLE: OnceLock<FxHashMap<&'static str, f64>> = OnceLock::new();
    TABLE.get_or_init(|| table(&FAMILY, CENSUS_FAMILY, RARE_FAMILY))
}

/// Bits of a word or of its transliteration, the smaller: `Иванов` is as frequent as Ivanov.
fn bits_in(table: &FxHashMap<&'static str, f64>, folded: &str) -> Option<f64> {
    let latin = || table.get(to_latin(folded).as_str()).copied();
    let other = if folded.is_ascii() { None } else { latin() };
    table.get(folded).copied().into_iter().chain(other).min_by(f64::total_cmp)
}

/// Bits of a folded given name.
pub(crate) fn given_bits(folded: &str) -> f64 {
    bits_in(given_table(), folded).unwrap_or(RARE_GIVEN)
}

/// Bits of a folded family name.
pub(crate) fn family_bits(folded: &str) -> f64 {
    bits_in(family_table(), folded).unwrap_or(RARE_FAMILY)
}

/// Whether any list of given names has the folded word.
pub(crate) fn is_common_given(folded: &str) -> bool {
    given_table().contains_key(folded)
}

/// Whether any list of family names has the folded word.
pub(crate) fn is_common_family(folded: &str) -> bool {
    family_table().contains_key(folded)
}

/// Whether the folded family name is a romanised East Asian one.
pub(crate) fn is_romanised(folded: &str) -> bool {
    static SET: OnceLock<rustc_hash::FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| ROMANISED.split_whitespace().collect()).contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_name_weighs_less_than_a_rare_one() {
        assert!(given_bits("john") + family_bits("smith") < 14.0);
        assert!(given_bits("ottilie") + family_bits("quirrenbach") > 25.0);
        assert!(is_romanised("long") && !is_romanised("quirrenbach"));
    }
}
