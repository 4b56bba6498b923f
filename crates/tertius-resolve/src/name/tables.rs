//! The word lists that names are read with. Written by hand for this project from general knowledge of how
//! people are addressed; no data set was copied.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Titles before a name, folded.
const HONORIFICS: &str = "mr mrs ms miss mx dr prof professor doctor herr frau hr fr sir dame lord lady rev reverend \
     fr pastor rabbi imam mme mlle monsieur madame senor senora sr sra srta don dona dott dottssa ing dipl diplom mag \
     dring capt captain col gen lt sgt maj hon judge pan pani doc docteur univprof drs ir pd phdr mudr judr";

/// Letters after a name that are no name in any language we know of, folded without dots.
const CREDENTIALS: &str = "phd mba pmp cpa cfa cissp msc bsc meng beng mphil dphil llm llb esq rn fca acca frsa mbbs \
     edd psyd dds dvm csm cspo csp psm pspo itil prince2 shrm shrmcp shrmscp phr sphr acc pcc mcc icf frm cfp cisa cism \
     ccna ccnp mcse aws togaf safe mpa mpp mph msw lcsw pe aia leed obe mbe cbe facs frcp mrcp ceng miet habil dipling \
     emba mres bcom mcom acma cgma capm cams gphr pmiacp cscp cpim cma cia cbap";

/// Letters after a name that are somebody's surname too; only read as letters when written in capitals.
const DOUBTFUL_CREDENTIALS: &str = "ma ba md do bs ms jd pt ra cm sc be ca cs pg";

/// Particles of family names, folded.
const PARTICLES: &str = "van von de der den del della delle dello di da das do dos du des la las le les los el al bin \
     ibn ben bint ter ten te zu zum zur af av y e i st het t op dal degli lo mac";

/// Words that make a "name" a company, a team or a machine, folded.
const ORGANISATION_WORDS: &str = "gmbh inc ltd llc ag corp corporation limited company plc bv nv oy ab sarl srl spa sas \
     kg ohg ug ev team support service services newsletter info sales office university universitat hochschule institute \
     institut foundation stiftung club verein group holding helpdesk customer kundenservice billing notifications \
     notification noreply reception frontdesk hotel restaurant clinic hospital shop store bank school department dept \
     marketing security alerts news mailer bot list mailinglist admin administrator webmaster hr jobs careers recruiting \
     recruitment orders invoice accounts conference room";

/// What people call their relatives in a phone book, folded; one line per relative.
const KIN: [&str; 8] = [
    "mum mom mama mamma mutti mami mother maman mummy mommy mutter",
    "dad papa papi vati father daddy vater pappa babbo",
    "oma grandma granny nana grossmutter abuela nonna",
    "opa grandpa grandad granddad grossvater abuelo nonno",
    "wife ehefrau",
    "husband ehemann hubby",
    "sister sis schwester",
    "brother bro bruder",
];

/// One line per name: the formal one, then its short and sister forms. Two names agree when they share a line.
const NICKNAMES: &str = "\
abigail abby gail|abraham abe bram|adelaide addie heidi|albert al bert bertie|alexander alex alec sasha sascha xander \
lex sandy aleksandr aleksander alexandre alessandro alejandro|alexandra alex sandra sasha lexi alessandra|alfred al fred \
alf freddie|alice ali|allison alison ali|amanda mandy|andrew andy drew andreas andre andrea andrzej andrei|andrea andi \
andie|angela angie|anna ann anne annie ania anja anya|anthony tony antonio anton toni antoine|antonia toni|archibald \
archie|arthur art artie artur|barbara barb babs basia|bartholomew bart|bartosz bartek|beatrice bea trixie|benjamin ben \
benny benji|bernard bernie bernhard bernd|bradford brad|bradley brad|brian bryan|calvin cal|cameron cam|carl karl \
carlo carlos|caroline carrie carol carolin caro|catherine cathy kate katie kathy katherine kathryn katharina katja kat \
catharine cathrin kathrin katrin catalina|cecilia celia|charles charlie chuck chas karl carlos charly|charlotte lottie \
charlie lotte|christian chris kristian|christina chris tina christine kristina christa kirsten tine|christopher chris \
kit topher christoph kristof christophe|clara klara|clifford cliff|cynthia cindy|daniel dan danny dani|daniela dani|\
david dave davey davide|deborah deb debbie debra|dennis denny denis|dietrich dieter|dmitry dima dmitri dimitri|dominic \
dom nick dominik|donald don donny|dorothy dot dottie dorothea doro|douglas doug|edward ed eddie ted ned eduard eduardo \
teddy edouard|ekaterina katya yekaterina|eleanor ellie nell nora|elizabeth liz beth betty eliza lizzie libby elisabeth \
lisa lisbeth sissi elsa bess else|emily em emmy|emma em|ernest ernie ernst|eugene gene evgeny|eva eve|felix fex|\
ferdinand ferdi nando|florian flo flori|frances fran fanny francesca franziska|francis frank fran francisco francesco \
franz paco pancho francois|frederick fred freddie fritz friedrich frederik|gabriel gabe|gabriela gabi gaby gabriele|\
geoffrey geoff jeff|george georg jorge jurgen georges|gerald gerry jerry gerhard gerd|gerard gerry gerhard|gertrude \
trudy|gilbert gil bert|giovanni gianni gio|giuseppe beppe peppe pino|gregory greg gregor grzegorz|guillermo memo|gustav \
gus|hannah hanna hanne johanna|harold harry hal|heinrich heinz heiner henry hein|helen helena nell elena lena|henry \
harry hank hal henri henrik enrique|herbert herb bert|howard howie|hugo hugh|ignacio nacho|irene rena|isaac ike zak|\
isabella bella izzy isabel isabelle belle|ivan vanya|jacob jake jakob jack|jacqueline jackie|james jim jimmy jamie jem \
jaime santiago|janet jan|jan johannes|jane janey janie|jeffrey jeff geoff jeffery|jennifer jen jenny jenn|jeremy jerry \
jem|jessica jess jessie|joachim jochen achim|joanna jo joan johanna asia|joel joe|john jack johnny jon jan johann \
johannes juan giovanni ivan hans jean joao|johannes hans jo hannes johann|jonathan jon jonny nathan john|jose pepe jo|\
joseph joe joey josef jose giuseppe jozef|joshua josh|juan juanito|judith judy jude|julia julie jule giulia|julian jules|\
karen caren|katarzyna kasia|kenneth ken kenny|kevin kev|kimberly kim|konstantin kostya costa constantin|krzysztof krzys|\
lawrence larry laurence laurie lorenzo lars laurent|leonard leo len lenny leonardo leon|leslie les|lewis lou louis|\
lillian lily lili|louis lou louie ludwig luis luigi|louise lou luise louisa|lucas luke lukas luca lukasz|lucy lucia \
lucie|madeline maddie madeleine|magdalena lena magda leni|malgorzata gosia|manuel manolo manu|manuela manu|marcus \
marc mark markus marcos marco|margaret maggie meg peggy marge greta margarita rita margarete margot|maria mary marie \
mia mitzi marija|mariya masha maria|martin marty|martha marta patty|matthew matt matty matthias mateo matteo mathieu \
mateusz|matilda tilda mathilda|maurice moritz|maximilian max maxi|maxwell max|megan meg|melanie mel|melissa mel missy|\
michael mike mick micky mikey michel miguel mikhail misha michal michele mikael|michelle shelly|miroslav mirek|mohammed \
mohamed muhammad mohammad mohamad muhammed mehmet mo|monica monika moni|nancy nan|natalia natasha natalie natascha nat|\
nathaniel nat nate nathan|nicholas nick nicky nicolas nikolaus klaus nikolai niko nico niklas nicola|nicole nicky nikki|\
nikolai kolya|norman norm|oleksandr sasha olexandr alexander|oliver ollie olli olivier|olivia liv livvy|oscar oskar|\
pamela pam|patricia pat patty tricia trish patrizia|patrick pat paddy rick patrik|paul pablo paolo pawel pavel|\
pauline paula|peter pete pedro pietro pierre piotr petr petra|philip phil pip philipp felipe philippe phillip|\
rachel rae|raymond ray|rebecca becky becca bekka|reginald reg reggie|richard rick rich dick ricky richie ricardo|robert \
rob bob bobby bert robbie roberto robin|roderick rod|rodrigo rodri|roger rog rudiger|ronald ron ronnie|rosemary rose \
rosie|rudolf rudi rolf|russell russ|samantha sam|samuel sam sammy|sandra sandy|sarah sally sara sadie|sebastian seb \
basti bastian|sergei sergey serge sergio seryozha|sharon shari|sofia sophie sophia sofie zofia|solomon sol|stanislaw \
staszek stan stanislav|stephanie steph steffi stefanie|stephen steve stevie steven stefan stephan stefano esteban \
etienne|susan sue susie suzanne susanne suzy susanna sanne|svetlana sveta lana|sylvia silvia|tatiana tanya tatjana|\
terence terry|teresa terry tess theresa resi|thaddeus tad|theodore ted theo teddy theodor|theresa terry tess tessa \
resi|thomas tom tommy tomas tomasz tommaso|timothy tim timmy|tobias toby tobi|tomasz tomek|ulrich uli|ulrike uli ulla|\
ursula ulla uschi|valentina valya|valerie val|vanessa nessa|veronica ronnie vera veronika|victor vic viktor vittorio|\
victoria vicky tori viktoria vika|vincent vince vinny vincenzo|virginia ginny|vladimir vova volodya wladimir volodymyr|\
walter walt wally|wilhelm willi willy wim william|william will bill billy willy liam guillermo guillaume wilhelm|\
wolfgang wolf|xavier javier xavi|yekaterina katya|yevgeny zhenya evgeny evgeni|yuri yura|zachary zach zack zac|zbigniew zbyszek";

fn set(words: &'static str) -> FxHashSet<&'static str> {
    words.split_whitespace().collect()
}

macro_rules! word_list {
    ($name:ident, $words:ident, $doc:literal) => {
        #[doc = $doc]
        pub(crate) fn $name(folded: &str) -> bool {
            static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
            SET.get_or_init(|| set($words)).contains(folded)
        }
    };
}

word_list!(is_honorific, HONORIFICS, "Whether the folded word is a title before a name.");
word_list!(is_credential, CREDENTIALS, "Whether the folded word is letters after a name.");
word_list!(is_doubtful_credential, DOUBTFUL_CREDENTIALS, "Whether the folded word is letters after a name, or a name.");
word_list!(is_particle, PARTICLES, "Whether the folded word is a particle of a family name.");
word_list!(is_organisation_word, ORGANISATION_WORDS, "Whether the folded word tells that no human is named.");

/// Which relative the folded word names.
pub(crate) fn kin(folded: &str) -> Option<usize> {
    KIN.iter().position(|line| line.split(' ').any(|word| word == folded))
}

fn nickname_lines() -> &'static FxHashMap<&'static str, Vec<u16>> {
    static LINES: OnceLock<FxHashMap<&'static str, Vec<u16>>> = OnceLock::new();
    LINES.get_or_init(|| {
        let mut lines: FxHashMap<&'static str, Vec<u16>> = FxHashMap::default();
        for (number, line) in (0u16..).zip(NICKNAMES.split('|')) {
            for word in line.split_whitespace() {
                lines.entry(word).or_default().push(number);
            }
        }
        lines
    })
}

/// The groups of forms of one name that a folded given name is in.
pub(crate) fn nickname_groups(folded: &str) -> &'static [u16] {
    nickname_lines().get(folded).map_or(&[], Vec::as_slice)
}

/// Whether the nickname table knows the folded word.
pub(crate) fn is_known_given(folded: &str) -> bool {
    nickname_lines().contains_key(folded)
}

/// Whether two folded given names are forms of one name.
pub(crate) fn share_nickname(a: &str, b: &str) -> bool {
    let lines = nickname_lines();
    match (lines.get(a), lines.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|line| b.contains(line)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_agree_and_their_owners_stay_apart() {
        assert!(share_nickname("bill", "william") && share_nickname("will", "bill"));
        assert!(share_nickname("alex", "alexander") && share_nickname("alex", "alexandra"));
        assert!(!share_nickname("alexander", "alexandra"));
        assert!(!share_nickname("jane", "tom"));
        assert_ne!(kin("mum"), kin("dad"));
    }
}
