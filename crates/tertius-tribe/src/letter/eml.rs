//! The two forms in which a letter leaves: a mail (RFC 5322, MIME) and a `mailto:` link (RFC 6068).

use super::{Letter, Mailbox, OneLine, WayOut};
use std::fmt::Write as _;
use tertius_model::{Day, Timestamp};

/// Bytes of text in one encoded word: 75 letters at most with what stands around it.
const ENCODED_MOST: usize = 45;

impl Letter {
    /// The letter as a mail: headers, then the same words as text and as HTML. The moment is the date in the header.
    pub fn to_eml(&self, now: Timestamp) -> String {
        let boundary =
            format!("=_{}", self.id.as_str().trim_matches(['<', '>']).split('@').next().unwrap_or("tertius"));
        let mut mail = String::new();
        header(&mut mail, "From", &mailbox(&self.from));
        header(&mut mail, "To", &mailbox(&self.to));
        if let Some(reply_to) = &self.reply_to {
            header(&mut mail, "Reply-To", &mailbox(reply_to));
        }
        header(&mut mail, "Subject", &encoded(&self.subject));
        header(&mut mail, "Date", &date(now));
        header(&mut mail, "Message-ID", self.id.as_str());
        match &self.way_out {
            WayOut::Link(link) => {
                header(&mut mail, "List-Unsubscribe", &format!("<{link}>"));
                header(&mut mail, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            }
            WayOut::AskedFor => {}
            WayOut::Reply => {
                let to = self.reply_to.as_ref().unwrap_or(&self.from);
                header(&mut mail, "List-Unsubscribe", &format!("<mailto:{}?subject=never%20again>", to.address));
            }
        }
        header(&mut mail, "MIME-Version", "1.0");
        header(&mut mail, "Content-Type", &format!("multipart/alternative; boundary=\"{boundary}\""));
        mail.push_str("\r\n");
        for (kind, body) in [("text/plain", self.text.clone()), ("text/html", self.html())] {
            let body = body.replace('\n', "\r\n");
            let (coding, body) =
                if can_stand_as_it_is(&body, &boundary) { ("7bit", body) } else { ("base64", in_lines(&body)) };
            mail.push_str(&format!(
                "--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n"
            ));
        }
        mail.push_str(&format!("--{boundary}--\r\n"));
        mail
    }

    /// The letter as a link that opens the reader's own mail program.
    pub fn to_mailto(&self) -> String {
        let mut link = format!("mailto:{}", percent(self.to.address.as_str(), "@."));
        let subject = percent(self.subject.as_str(), "");
        let body = percent(&self.text.replace('\n', "\r\n"), "");
        let _infallible = write!(link, "?subject={subject}&body={body}");
        link
    }

    /// The text as HTML: its paragraphs, links that can be followed, and nothing else.
    pub fn html(&self) -> String {
        let mut html = String::from("<!doctype html>\n<html><body>\n");
        for part in self.text.split("\n\n") {
            let lines: Vec<String> = part.lines().map(html_line).collect();
            html.push_str(&format!("<p>{}</p>\n", lines.join("<br>\n")));
        }
        html.push_str("</body></html>\n");
        html
    }
}

/// Whether a part can travel unencoded: plain letters in short lines, nothing that reads like the end of the part or that
/// mailboxes of one file would change.
fn can_stand_as_it_is(body: &str, boundary: &str) -> bool {
    let is_plain = |line: &str| line.len() <= 900 && !line.starts_with("From ");
    let is_ascii = body.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n'));
    is_ascii && !body.contains(boundary) && body.split("\r\n").all(is_plain)
}

fn in_lines(body: &str) -> String {
    let letters = base64(body.as_bytes());
    let lines: Vec<_> = letters.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
    lines.join("\r\n")
}

/// Escapes a line; a line that is nothing but a web address becomes a link.
fn html_line(line: &str) -> String {
    let safe = escape(line);
    let is_link = line.starts_with("https://") || line.starts_with("http://");
    if is_link && !line.contains(char::is_whitespace) { format!("<a href=\"{safe}\">{safe}</a>") } else { safe }
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Writes a field. Values are made of [`OneLine`]s and addresses, so there is no break in them but those put in here.
fn header(mail: &mut String, name: &str, value: &str) {
    mail.push_str(name);
    mail.push_str(": ");
    mail.push_str(value);
    mail.push_str("\r\n");
}

fn mailbox(mailbox: &Mailbox) -> String {
    let name = &mailbox.name;
    if name.is_empty() {
        return mailbox.address.to_string();
    }
    let is_atom = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
    let shown = if needs_encoding(name) {
        encoded(name)
    } else if name.as_str().chars().all(is_atom) {
        name.to_string()
    } else {
        format!("\"{}\"", name.as_str().replace('\\', "\\\\").replace('"', "\\\""))
    };
    let joint = if shown.len() > 60 { "\r\n " } else { " " };
    format!("{shown}{joint}<{}>", mailbox.address)
}

/// Whether a reader could take it for something else than it says: other letters than ASCII, or what looks encoded.
fn needs_encoding(line: &OneLine) -> bool {
    !line.as_str().is_ascii() || line.as_str().contains("=?") || line.as_str().len() > 60
}

/// The text, as encoded words where it needs them (RFC 2047), each on a line of its own.
fn encoded(line: &OneLine) -> String {
    if !needs_encoding(line) {
        return line.to_string();
    }
    let mut words: Vec<String> = Vec::new();
    let mut piece = String::new();
    for c in line.as_str().chars() {
        if piece.len() + c.len_utf8() > ENCODED_MOST {
            words.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    words.push(piece);
    let words: Vec<String> = words.iter().map(|word| format!("=?utf-8?B?{}?=", base64(word.as_bytes()))).collect();
    words.join("\r\n ")
}

fn date(now: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Day(day) = now.day();
    let (year, month, date) = now.day().date();
    let seconds = now.0.rem_euclid(86_400);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (name, month) = (DAYS[day.rem_euclid(7) as usize], MONTHS[month as usize - 1]);
    format!("{name}, {date:02} {month} {year} {hour:02}:{minute:02}:{second:02} +0000")
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0u32, |all, &byte| all << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let is_filler = place > chunk.len();
            let letter = LETTERS[(all >> (18 - 6 * place) & 63) as usize];
            text.push(if is_filler { '=' } else { char::from(letter) });
        }
    }
    text
}

fn percent(text: &str, also: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-_~".contains(c) || also.contains(c) {
            safe.push(c);
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}
