//! A reply that a member got into their own mailbox, handed in as pasted text or as an `.eml` file.
//!
//! It counts as if it had come to the tribe's address: only where it names the letter that it answers and comes from that
//! letter's reader. Beyond that the member must be the friend between to whom it was written, or its writer: whoever asks
//! hands in nothing, so nobody says yes in a friend's name.

use crate::guard::Here;
use crate::inbox::{By, Taken, take};
use crate::office::Done;
use crate::pages::{Page, page};
use crate::trouble::Trouble;
use askama::Template;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::http::StatusCode;
use tertius_tribe_store::Spent;

/// Replies a member may hand in a day.
const REPLIES: i64 = 40;
/// Bytes of a reply that is looked at.
const MOST: usize = 1 << 20;

#[derive(Template)]
#[template(path = "reply.html")]
struct ReplyPage {
    is_done: bool,
}

/// Asks for the reply.
pub(crate) async fn show(_: Here) -> Page {
    page(&ReplyPage { is_done: false })
}

/// Takes it from the form: the file, or the text where there is none.
pub(crate) async fn hand_in(here: Here, mut form: Multipart) -> Page {
    let unread = |_: axum::extract::multipart::MultipartError| Trouble::bad("the mail did not arrive whole");
    let mut mail = Bytes::new();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let bytes = field.bytes().await.map_err(unread)?;
        if mail.trim_ascii().is_empty() {
            mail = bytes;
        }
    }
    read(&here, &mail).await?;
    page(&ReplyPage { is_done: true })
}

/// Reads a reply as it came, with its header.
pub(crate) async fn read(here: &Here, mail: &[u8]) -> Done<()> {
    let mail = mail.trim_ascii_start();
    if mail.is_empty() || mail.len() > MOST {
        return Err(Trouble::bad("paste the whole mail with its header, or choose it as an .eml file"));
    }
    let mut on = here.write().await?;
    if on.spend("reply", here.now.div_euclid(86_400), REPLIES).await? == Spent::Out {
        return Err(Trouble::spent());
    }
    on.commit().await?;
    match take(&here.shared, mail, By::Member(&here.seat.tribe, &here.seat.member)).await? {
        Taken::Done => Ok(()),
        // The same words for all of it: what another letter says, or whether there is one, is nobody's to learn here.
        Taken::Aside => Err(Trouble::new(
            StatusCode::CONFLICT,
            "this is no clear answer to a letter that you may answer for",
            "let whoever wrote it use the link in their letter, or say yes or no in their first sentence",
        )),
    }
}
