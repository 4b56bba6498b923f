//! Writes letters as the two mailboxes that ego has: Google Takeout's one file, and Thunderbird's folders.

use super::dates::{asctime, mail_date, takeout_date};
use super::lines::{Encoding, phrase};
use super::mail::{Address, Letter, Place, Sort};
use std::fmt::Write as _;

const INFALLIBLE: &str = "because a String takes every write";

/// Google Takeout: everything in one file, lines ended by CRLF.
pub(super) fn takeout(letters: &[Letter], owner: &str) -> Vec<u8> {
    let mut out = String::with_capacity(letters.len() * 900);
    for (n, letter) in letters.iter().enumerate().filter(|(_, letter)| letter.place != Place::Thunderbird) {
        let number = letter.thread + n as u64;
        write!(out, "From {number}@xxx {}\r\n", takeout_date(letter.time)).expect(INFALLIBLE);
        write!(out, "X-GM-THRID: {}\r\nX-Gmail-Labels: {}\r\n", letter.thread, labels(letter)).expect(INFALLIBLE);
        if !letter.sent_by_ego {
            write!(out, "Delivered-To: {owner}\r\n").expect(INFALLIBLE);
        }
        push_message(&mut out, letter, "\r\n");
    }
    out.into_bytes()
}

/// A Thunderbird folder, lines ended by LF: what ego received, or what ego sent.
pub(super) fn thunderbird(letters: &[Letter], sent: Folder) -> Vec<u8> {
    let mut out = String::with_capacity(letters.len() * 700);
    let in_folder = |letter: &&Letter| letter.place != Place::Takeout && letter.sent_by_ego == (sent == Folder::Sent);
    for letter in letters.iter().filter(in_folder) {
        write!(out, "From - {}\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n", asctime(letter.time))
            .expect(INFALLIBLE);
        push_message(&mut out, letter, "\n");
    }
    out.into_bytes()
}

/// A folder of the mail program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// What came in.
    Inbox,
    /// What went out.
    Sent,
}

fn labels(letter: &Letter) -> &'static str {
    match letter.sort {
        _ if letter.sent_by_ego => "Sent,Opened",
        Sort::Newsletter => "=?UTF-8?Q?Inbox,Category_promotions,B=C3=BCcher?=",
        Sort::Robot => "Inbox,Category updates,Unread",
        Sort::List => "Inbox,Category forums,Opened",
        Sort::Personal => "Important,Inbox,Opened",
    }
}

fn push_message(out: &mut String, letter: &Letter, end: &str) {
    write!(out, "Message-ID: <{}>{end}Date: {}{end}", letter.id, mail_date(letter.time)).expect(INFALLIBLE);
    write!(out, "From: {}{end}", mailbox(&letter.from)).expect(INFALLIBLE);
    push_addresses(out, "To", &letter.to, end);
    push_addresses(out, "Cc", &letter.cc, end);
    write!(out, "Subject: {}{end}", subject(&letter.subject)).expect(INFALLIBLE);
    if let Some(parent) = letter.parents.last() {
        write!(out, "In-Reply-To: <{parent}>{end}References:").expect(INFALLIBLE);
        for parent in &letter.parents {
            write!(out, " <{parent}>{end}").expect(INFALLIBLE);
        }
    }
    push_bulk_headers(out, letter, end);
    write!(out, "MIME-Version: 1.0{end}Content-Type: text/plain; charset=\"UTF-8\"{end}{end}").expect(INFALLIBLE);
    for line in letter.text.lines() {
        // mboxrd: a line that could be taken for a separator gets a mark.
        let mark = if line.trim_start_matches('>').starts_with("From ") { ">" } else { "" };
        write!(out, "{mark}{line}{end}").expect(INFALLIBLE);
    }
    out.push_str(end);
}

fn push_bulk_headers(out: &mut String, letter: &Letter, end: &str) {
    match letter.sort {
        Sort::Personal => {}
        Sort::List => write!(
            out,
            "List-Id: Data Craft <data-craft.lists.example.org>{end}Precedence: list{end}\
             List-Post: <mailto:data-craft@lists.example.org>{end}"
        )
        .expect(INFALLIBLE),
        Sort::Newsletter => write!(
            out,
            "List-Unsubscribe: <mailto:unsubscribe@{}>{end}Precedence: bulk{end}",
            letter.from.mail.rsplit('@').next().unwrap_or("lists.example.org")
        )
        .expect(INFALLIBLE),
        Sort::Robot => write!(out, "Auto-Submitted: auto-generated{end}").expect(INFALLIBLE),
    }
}

fn push_addresses(out: &mut String, header: &str, addresses: &[Address], end: &str) {
    if addresses.is_empty() {
        return;
    }
    let list: Vec<String> = addresses.iter().map(mailbox).collect();
    write!(out, "{header}: {}{end}", list.join(&format!(",{end}\t"))).expect(INFALLIBLE);
}

fn mailbox(address: &Address) -> String {
    if address.name.is_empty() {
        return address.mail.clone();
    }
    format!("{} <{}>", phrase(&address.name, address.encoding), address.mail)
}

fn subject(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { phrase(text, Encoding::QuotedUtf8) }
}
