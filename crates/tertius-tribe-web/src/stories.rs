//! What came of it: stories told with everybody's consent, and the year of who opened doors.

use crate::guard::Here;
use crate::introductions::text;
use crate::office::{Done, Introduced, Office, Written, ledger_who, number_of, read, who_of};
use crate::secret::number;
use crate::trouble::Trouble;
use crate::views::asking::{self, DoorsView, StoryView, YearView, day};
use serde::Deserialize;
use std::collections::HashMap;
use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::ask::Seen;
use tertius_tribe::credit::{Doors, Outcome, year};
use tertius_tribe::introduction::{Event, Party};
use tertius_tribe::outcome::OutcomeKind;
use tertius_tribe::story::{Consent, Story};
use tertius_tribe_store::{KeptStory, MatterKind, Member};
use utoipa::ToSchema;

/// A story to be told.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewStory {
    /// The introduction it tells of.
    pub introduction: String,
    pub words: String,
}

/// What somebody says to a story.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SaidToStory {
    /// `yes`, `no`, or `drop` by its author.
    pub act: String,
}

fn consent(word: &str) -> Consent {
    match word {
        "yes" => Consent::Yes,
        "no" => Consent::No,
        _ => Consent::Open,
    }
}

/// The story as its rules know it.
fn story(kept: &KeptStory) -> Story {
    let people: Vec<Who> = kept.people.iter().map(|(member, _)| ledger_who(member)).collect();
    let kind = OutcomeKind::parse(&kept.kind).unwrap_or(OutcomeKind::Nothing);
    let mut story = Story::new(ledger_who(&kept.author), kind, &kept.words, &people);
    for (member, word) in &kept.people {
        story.answer(ledger_who(member), consent(word));
    }
    story
}

/// The stories that were told, one's own, and those one is asked about.
pub(crate) async fn all(here: &Here) -> Done<Vec<StoryView>> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let members = office.on.members().await?;
    let own = &here.seat.member;
    let me = ledger_who(own);
    let mut views = Vec::new();
    for kept in office.on.stories().await? {
        let story = story(&kept);
        let Some(words) = story.told().or_else(|| story.text_for(me)) else { continue };
        let said = kept.people.iter().find(|(member, _)| member == own).map(|(_, word)| word.clone());
        views.push(StoryView {
            id: kept.id.clone(),
            author: called(&members, &kept.author),
            kind: story.kind().phrase().to_owned(),
            words: words.to_owned(),
            on: day(Timestamp(kept.made)),
            told: story.told().is_some(),
            mine: kept.author == *own,
            consent: said,
            people: kept.people.iter().map(|(member, _)| called(&members, member)).collect(),
        });
    }
    Ok(views)
}

fn called(members: &[Member], id: &str) -> String {
    members.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default()
}

/// Writes the story of an introduction of one's own. The tribe reads it once everybody in it agreed.
pub(crate) async fn tell(here: &Here, new: &NewStory) -> Done<String> {
    let words = text(&new.words)?;
    if words.is_empty() {
        return Err(Trouble::bad("the story says nothing yet"));
    }
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let play = office.introduction(&new.introduction).await?;
    let is_mine = play.party_of(&here.seat.member) == Some(Party::Asker);
    let view = play.state.view_for(Party::Asker, office.at()).filter(|_| is_mine).ok_or_else(Trouble::not_found)?;
    let kind = view.told.iter().map(|told| told.kind).max().ok_or_else(|| Trouble::bad("say first what came of it"))?;
    names_nobody_without_a_say(&play, &words)?;
    let people = play.sides.iter().filter(|side| !side.member.is_empty() && side.member != here.seat.member);
    let kept = KeptStory {
        id: number()?,
        author: here.seat.member.clone(),
        matter: play.matter.id.clone(),
        kind: kind.id().to_owned(),
        words,
        made: here.now,
        people: people.map(|side| (side.member.clone(), "open".to_owned())).collect(),
    };
    office.on.write_story(&kept).await?;
    office.close().await?;
    Ok(kept.id)
}

/// Whoever has no account cannot agree, so their name stands in no story.
fn names_nobody_without_a_say(play: &Introduced, words: &str) -> Done<()> {
    let told: Vec<String> = tertius_resolve::fold_name(words).split_whitespace().map(str::to_owned).collect();
    for side in play.sides.iter().filter(|side| side.member.is_empty()) {
        let name = tertius_resolve::fold_name(&side.called);
        if name.split_whitespace().any(|part| part.chars().count() > 1 && told.iter().any(|word| word == part)) {
            let message =
                format!("{} has no account here and cannot agree; tell the story without their name", side.called);
            return Err(Trouble::bad(message));
        }
    }
    Ok(())
}

/// Says yes or no to a story one is in, or drops one's own.
pub(crate) async fn act(here: &Here, id: &str, said: &SaidToStory) -> Done<()> {
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let done = match said.act.as_str() {
        "drop" => office.on.drop_story(id, &here.seat.member).await?,
        word @ ("yes" | "no") => office.on.consent(id, &here.seat.member, word).await?,
        _ => return Err(Trouble::bad("say `yes`, `no`, or `drop`")),
    };
    if !done {
        return Err(Trouble::not_found());
    }
    office.close().await
}

/// Who opened doors for one in a year, and for whom one did, as far as one may know.
pub(crate) async fn doors(here: &Here, wanted: Option<i32>) -> Done<YearView> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let wanted = wanted.unwrap_or_else(|| Timestamp(here.now).day().date().0);
    let own = &here.seat.member;
    let mut names: HashMap<Who, String> = HashMap::new();
    let mut outcomes = Vec::new();
    for matter in office.on.matters_of(own, MatterKind::Introduction).await? {
        let play = office.introduction(&matter.id).await?;
        introduced(&mut office, &play, own, &mut names, &mut outcomes).await?;
    }
    for matter in office.on.matters_of(own, MatterKind::Ask).await? {
        answered(&mut office, &matter.id, own, &mut names, &mut outcomes).await?;
    }
    let year = year(&outcomes, ledger_who(own), wanted);
    let row = |doors: &Doors| DoorsView {
        who: names.get(&doors.who).cloned().unwrap_or_else(|| "somebody who has not said their name".to_owned()),
        led_to: doors.led_to.iter().map(|(kind, n)| told(*kind, *n)).collect(),
    };
    Ok(YearView {
        year: wanted,
        for_me: year.for_me.iter().map(row).collect(),
        by_me: year.by_me.iter().map(row).collect(),
    })
}

fn told(kind: OutcomeKind, n: usize) -> String {
    if n == 1 { kind.phrase().to_owned() } else { format!("{} ({n} times)", kind.phrase()) }
}

/// What came of an introduction; its asker and its connector know each other by then.
async fn introduced(
    office: &mut Office,
    play: &Introduced,
    own: &str,
    names: &mut HashMap<Who, String>,
    outcomes: &mut Vec<Outcome>,
) -> Done<()> {
    let (Some(asker), Some(connector)) = (play.side(Party::Asker), play.side(Party::Connector)) else { return Ok(()) };
    if own != asker.member && own != connector.member {
        return Ok(());
    }
    let mut seen = Vec::new();
    for step in office.on.steps(&play.matter.id).await? {
        let kept: Written<Event, Party> = read(&step.event)?;
        let Event::Report { kind } = kept.event else { continue };
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        for side in [asker, connector] {
            names.insert(ledger_who(&side.member), side.called.clone());
        }
        let (by, way) = (ledger_who(&asker.member), vec![ledger_who(&connector.member)]);
        outcomes.push(Outcome { kind, at: Timestamp(step.moment), by, way, to: None });
    }
    Ok(())
}

/// What came of the answers to an ask, along the part of each way that one may see.
async fn answered(
    office: &mut Office,
    id: &str,
    own: &str,
    names: &mut HashMap<Who, String>,
    outcomes: &mut Vec<Outcome>,
) -> Done<()> {
    let told = office.on.outcomes(id).await?;
    if told.is_empty() {
        return Ok(());
    }
    let play = office.ask(id).await?;
    let Some(side) = play.side_of(own) else { return Ok(()) };
    let asker = play.sides.iter().find(|side| side.name == crate::office::ASKER).map(who_of);
    let views = asker.and_then(|asker| play.state.view_for(asker, office.at()));
    let (Some(asked), Some(view)) = (views, play.state.view_for(who_of(side), office.at())) else { return Ok(()) };
    for one in told {
        let answer = asked.answers.iter().find(|answer| i64::try_from(answer.number) == Ok(one.answer));
        let Some(answer) = answer else { continue };
        // One's own number of the answer differs: those that did not come over one are left out.
        let mine = view.answers.iter().find(|own| (own.at, &own.text) == (answer.at, &answer.text));
        let Some(mine) = mine else { continue };
        let kind = OutcomeKind::parse(&one.kind).unwrap_or(OutcomeKind::Nothing);
        let hops = mine.way.iter().rev().chain([&mine.from]);
        let mut way = Vec::new();
        for (place, hop) in hops.enumerate() {
            way.push(match hop {
                Seen::Named(who) | Seen::WithAddress(who) => {
                    let held = play.side(*who);
                    let key =
                        held.map_or(*who, |side| if side.member.is_empty() { *who } else { ledger_who(&side.member) });
                    names.insert(key, play.called_by(view.viewer, *who));
                    key
                }
                // A stand-in that is nobody else's.
                Seen::Unnamed => Who(number_of(id).wrapping_add(place as u64 + 1)),
            });
        }
        let by = match view.asker {
            Seen::Named(_) | Seen::WithAddress(_) => {
                names.insert(ledger_who(&play.matter.asker), play.sides[0].called.clone());
                ledger_who(&play.matter.asker)
            }
            Seen::Unnamed => Who(number_of(id)),
        };
        outcomes.push(Outcome { kind, at: Timestamp(one.moment), by, way, to: None });
    }
    Ok(())
}

/// The introductions of which one could tell.
pub(crate) async fn tellable(here: &Here) -> Done<Vec<asking::IntroductionView>> {
    let all = crate::introductions::all(here).await?;
    Ok(all.into_iter().filter(|one| one.part == "asker" && !one.told.is_empty()).collect())
}
