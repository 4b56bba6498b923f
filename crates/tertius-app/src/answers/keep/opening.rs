//! A first line for a message, from facts that the evidence holds and nothing else.

use crate::network::Person;
use crate::views::Change;
use tertius_model::{Day, Timestamp};

/// What is known that a line may be made of.
pub(super) struct Facts<'a> {
    pub person: &'a Person,
    pub birthday: Option<Day>,
    pub moved: Option<&'a Change>,
    pub today: Day,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The line: the strongest fact there is.
pub(super) fn opening(facts: &Facts<'_>) -> String {
    let person = facts.person;
    let name = first_name(&person.name);
    if let Some(day) = facts.birthday {
        let when = if day == facts.today { "today".to_owned() } else { format!("on {}", in_words(day, facts.today)) };
        return format!("{name}, happy birthday {when}!");
    }
    if facts.moved.is_some() && !person.employer.is_empty() {
        let role = if person.title.is_empty() { String::new() } else { format!("{} ", person.title) };
        return format!("{name}, I see that you are {role}at {} now. How is it?", person.employer);
    }
    let (to_ego, to_them) = (person.contact.to_ego().last(), person.contact.to_them().last());
    let on = |time: Timestamp| in_words(time.day(), facts.today);
    match (to_ego, to_them) {
        // A meeting is contact both ways at one moment; letters that cross are not.
        (Some(theirs), Some(mine)) if theirs == mine => {
            let how = if person.contact.n_meetings() > 0 { "met" } else { "wrote" };
            format!("{name}, we last {how} on {}.", on(theirs))
        }
        (Some(theirs), mine) if mine.is_none_or(|mine| theirs > mine) => {
            format!("{name}, you wrote on {} and I have not answered yet.", on(theirs))
        }
        (_, Some(mine)) => format!("{name}, I last wrote to you on {}.", on(mine)),
        _ => format!("{name}, "),
    }
}

/// A day as people write it; the year only where it is another.
fn in_words(day: Day, today: Day) -> String {
    let (year, month, date) = day.date();
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    if year == today.date().0 { format!("{date} {month}") } else { format!("{date} {month} {year}") }
}

/// The first word of a name that is no title.
fn first_name(name: &str) -> &str {
    let titles = ["dr", "prof", "mr", "mrs", "ms", "herr", "frau"];
    let is_title = |word: &&str| titles.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    name.split_whitespace().find(|word| !is_title(word)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_names_are_written_as_people_do() {
        let today = Day::from_date(2026, 5, 1).unwrap();
        assert_eq!(in_words(Day::from_date(2026, 3, 9).unwrap(), today), "9 March");
        assert_eq!(in_words(Day::from_date(2019, 12, 31).unwrap(), today), "31 December 2019");
        assert_eq!(first_name("Dr. Ana Ruiz"), "Ana");
        assert_eq!(first_name("Ana"), "Ana");
    }
}
