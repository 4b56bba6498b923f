//! How introductions look on a terminal.

use super::super::words::quoted;
use crate::table::{cut, long_text, printable, printable_lines, text, whole};
use crate::terminal::Session;
use tertius_app::FriendWishes;
use tertius_app::views::{ActedView, IntroductionView, LetterRow, PartyRow, ReplyView};

/// Every introduction in a table.
pub fn list(rows: &[IntroductionView], session: &Session) -> String {
    if rows.is_empty() {
        let advice =
            ["tertius loose --for TEXT   whom you could meet, and through whom", "tertius intro draft WHO --for TEXT"];
        return format!("No introductions yet.\n{}", session.next(&advice));
    }
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let way = [&row.asker, &row.connector, &row.target]
                .map(|party| party.name.clone().unwrap_or_else(|| "…".to_owned()));
            let way = match row.role.as_str() {
                "asker" => format!("you → {} → {}", way[1], way[2]),
                "connector" => format!("{} → you → {}", way[0], way[2]),
                _ => format!("{} → {} → you", way[0], way[1]),
            };
            vec![row.id.clone(), way, row.goal.clone(), stage(row), row.until.clone().unwrap_or_default()]
        })
        .collect();
    let columns = [whole("number"), text("who"), long_text("for"), text("stands"), text("until")];
    session.table(&columns, &cells) + &session.next(&["tertius intro show NUMBER   the words and what you can do"])
}

/// Where it stands, in a few words.
fn stage(row: &IntroductionView) -> String {
    let name = |party: &PartyRow| party.name.clone().unwrap_or_else(|| "somebody".to_owned());
    match row.stage.as_str() {
        "draft" => "a draft".to_owned(),
        "your-turn" => "your turn".to_owned(),
        "waiting-for-connector" => format!("with {}", name(&row.connector)),
        "waiting-for-target" => format!("with {}", name(&row.target)),
        "waiting-for-introduction" => format!("{} will introduce", name(&row.connector)),
        "introduced" => "introduced".to_owned(),
        "you-declined" => "you said no".to_owned(),
        "nothing-came" => "nothing came of it".to_owned(),
        "withdrawn" => "taken back".to_owned(),
        "put-away" => "introduced, put away".to_owned(),
        _ => "not shown to you".to_owned(),
    }
}

/// One introduction in full.
pub fn one(row: &IntroductionView, session: &Session) -> String {
    let screen = session.screen;
    let mut out = heading(row, session);
    for (what, party) in [("asks", &row.asker), ("could introduce", &row.connector), ("to be met", &row.target)] {
        let is_own = matches!(
            (row.role.as_str(), what),
            ("asker", "asks") | ("connector", "could introduce") | ("target", "to be met")
        );
        let name =
            if is_own { "you".to_owned() } else { party.name.clone().unwrap_or_else(|| "not said yet".to_owned()) };
        let address = party.address.clone().filter(|_| !is_own).unwrap_or_default();
        out.push_str(&format!("  {what:<16} {}  {}\n", printable(&name), screen.dim(&printable(&address))));
    }
    let letter = match row.role.as_str() {
        "target" => "",
        _ => row.to_connector.as_str(),
    };
    for (title, words) in [
        ("The letter", letter),
        ("May be passed on", row.to_target.as_str()),
        ("In the friend's words", row.endorsement.as_str()),
        ("On these terms", row.note.as_str()),
    ] {
        if !words.trim().is_empty() {
            out.push_str(&format!("\n{}\n{}", screen.bold(title), boxed(words, session)));
        }
    }
    for told in &row.told {
        out.push_str(&format!(
            "\nIt led to: {} {}\n",
            screen.good(&told.kind),
            screen.dim(&format!("(says the {})", told.by))
        ));
    }
    if let Some(why) = &row.why_not {
        out.push_str(&format!("\n{}\n", screen.warn(&printable(&format!("It cannot be sent now: {why}")))));
    }
    out + &session.next(&advice(row).iter().map(String::as_str).collect::<Vec<_>>())
}

/// Who, for what, and where it stands.
fn heading(row: &IntroductionView, session: &Session) -> String {
    let screen = session.screen;
    let goal = if row.goal.is_empty() { String::new() } else { format!("for {}", printable(&row.goal)) };
    let until = row.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
    let stage = match row.stage.as_str() {
        "your-turn" | "draft" => screen.warn(&stage(row)),
        "introduced" => screen.good(&stage(row)),
        _ => stage(row),
    };
    let line = format!("{} {goal}", screen.bold("Introduction"));
    format!("{}  {}\n  {stage}{until}\n\n", line.trim_end(), screen.dim(&row.id))
}

/// Words set apart from ours.
pub fn boxed(words: &str, session: &Session) -> String {
    let bar = session.screen.dim("│");
    let room = session.screen.width.saturating_sub(4).max(20);
    let mut out = String::new();
    for line in printable_lines(words).lines() {
        for part in wrapped(line, room) {
            out.push_str(format!("  {bar} {part}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// A line in pieces that fit.
fn wrapped(line: &str, room: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in line.split(' ') {
        let is_first = parts.last().is_some_and(String::is_empty);
        let used = parts.last().map_or(0, |part| part.chars().count());
        if !is_first && used + 1 + word.chars().count() > room {
            parts.push(word.to_owned());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(if is_first { "" } else { " " });
            part.push_str(word);
        }
    }
    parts
}

/// What the user can do next.
fn advice(row: &IntroductionView) -> Vec<String> {
    let which = quoted(&row.id);
    let mut lines: Vec<String> = Vec::new();
    for act in &row.may {
        match act.as_str() {
            "edit" => lines.push(format!("tertius intro edit {which} --words TEXT   change the words")),
            "send" => lines.push(format!("tertius intro send {which}   hands you the letter, and counts as sent")),
            "accept" => lines.push(format!("tertius intro accept {which}   say yes")),
            "introduce" => lines.push(format!("tertius intro introduce {which}   introduce the two")),
            "decline" => {
                lines.push(format!("tertius intro decline {which}   say no; they cannot tell it from silence"))
            }
            "withdraw" if row.stage != "draft" => lines.push(format!("tertius intro withdraw {which}   take it back")),
            "outcome" => lines.push(format!(
                "tertius outcome {which} KIND   what came of it: meeting, advice, lead, deal, job, nothing"
            )),
            _ => {}
        }
    }
    let waits = row.stage.starts_with("waiting");
    if waits && row.role != "target" {
        lines.push("tertius intro take FILE   takes what comes back: their file, a saved mail, pasted text".to_owned());
    }
    lines
}

/// What an act led to, with the words to hand over.
pub fn acted(view: &ActedView, mailto: bool, session: &Session) -> String {
    let row = &view.introduction;
    let mut out = heading(row, session);
    out.push_str(&letters(&view.letters, mailto, session));
    out.push_str(&forms(&view.letters, session));
    if view.letters.is_empty() {
        let told = match row.stage.as_str() {
            "you-declined" => "  Noted. Nobody is told; to the one who asked it looks like silence.\n",
            "your-turn" => "  It is your turn.\n",
            _ => "",
        };
        out.push_str(told);
    }
    out + &session.next(&advice(row).iter().map(String::as_str).collect::<Vec<_>>())
}

/// Letters to hand over.
pub fn letters(rows: &[LetterRow], mailto: bool, session: &Session) -> String {
    let screen = session.screen;
    let mut out = String::new();
    for letter in rows {
        let address = letter.address.as_deref().map(|address| format!(" <{address}>")).unwrap_or_default();
        out.push_str(&format!(
            "{} {}\n",
            screen.dim("To:"),
            screen.bold(&printable(&format!("{}{address}", letter.name)))
        ));
        out.push_str(&format!("{} {}\n", screen.dim("Subject:"), printable(&letter.subject)));
        match (&letter.mailto, mailto) {
            (Some(link), true) => out.push_str(&format!("{link}\n")),
            _ => out.push_str(&boxed(&letter.text, session)),
        }
        for file in &letter.files {
            out.push_str(&format!("{} {file}\n", screen.dim("Written:")));
        }
        out.push('\n');
    }
    if !rows.is_empty() {
        out.push_str(&screen.dim("Nothing was sent: copy the words or send the file yourself.\n"));
    }
    out
}

/// Which other forms the words can take; nothing where there are none, or files were written.
pub fn forms(rows: &[LetterRow], session: &Session) -> String {
    if rows.is_empty() || session.quiet() || rows.iter().any(|letter| !letter.files.is_empty()) {
        return String::new();
    }
    let hint = "--out FOLDER writes mails and signed files, --mailto prints links for your mail program.\n";
    session.screen.dim(hint)
}

/// What a reply led to.
pub fn reply(view: &ReplyView, rows: &[LetterRow], session: &Session) -> String {
    let row = &view.introduction;
    let mut out = heading(row, session);
    out.push_str(match view.moved {
        true => "  Read: they said yes.\n",
        // A no and a reply that says nothing read alike.
        false => "  Read and kept. It moves nothing on; the introduction ends by itself on its day.\n",
    });
    if !rows.is_empty() {
        out.push('\n');
    }
    out.push_str(&letters(rows, false, session));
    out.push_str(&forms(rows, session));
    out + &session.next(&advice(row).iter().map(String::as_str).collect::<Vec<_>>())
}

/// A friend's wishes, as they were noted.
pub fn wishes(who: &str, wishes: &FriendWishes) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(wishes.cool_down_days.map(|days| format!("{days} days between two asks")));
    if !wishes.quiet.is_empty() {
        parts
            .push(format!("quiet in month {}", wishes.quiet.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")));
    }
    if !wishes.no_go.is_empty() {
        parts.push(format!("nothing about {}", wishes.no_go.join(", ")));
    }
    let all = if parts.is_empty() { "no special wishes".to_owned() } else { parts.join("; ") };
    format!("Noted of {}: {}\n", printable(who), cut(&printable(&all), 400))
}
