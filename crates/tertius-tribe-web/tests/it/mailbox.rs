//! Replies in a real mailbox: Dovecot serves the Maildir into which they are delivered, and the server reads them by IMAP.

use crate::asking::{Mails, sent};
use crate::replies::id;
use crate::scene::{NOW, Scene, folder, runtime};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tertius_tribe_web::{Account, Inbox, InboxError};

/// A mailbox server of the test's own, gone with it.
struct Dovecot {
    server: Child,
    port: u16,
    mails: PathBuf,
}

impl Dovecot {
    fn start(place: &Path) -> Dovecot {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
        let mails = place.join("mails");
        // Root may not read mail, so somebody else does, who must be able to come here.
        let shared = ["", "mails", "mails/new", "mails/cur", "mails/tmp"];
        for part in shared {
            std::fs::create_dir_all(place.join(part)).unwrap();
            std::fs::set_permissions(place.join(part), std::fs::Permissions::from_mode(0o777)).unwrap();
        }
        let told = |flag: &str| {
            let out = Command::new("id").arg(flag).output().unwrap().stdout;
            String::from_utf8(out).unwrap().trim().to_owned()
        };
        let (user, group) = (told("-un"), told("-gn"));
        let (reader, readers) = if user == "root" { ("nobody", "nogroup") } else { (user.as_str(), group.as_str()) };
        let settings = include_str!("dovecot.conf")
            .replace("READERS", readers)
            .replace("READER", reader)
            .replace("PORT", &port.to_string())
            .replace("PLACE", place.to_str().unwrap())
            .replace("USER", &user)
            .replace("GROUP", &group);
        std::fs::write(place.join("dovecot.conf"), settings).unwrap();
        let program = ["/usr/sbin/dovecot", "/usr/bin/dovecot"].into_iter().find(|path| Path::new(path).exists());
        let server = Command::new(program.unwrap_or("dovecot"))
            .args(["-F", "-c", place.join("dovecot.conf").to_str().unwrap()])
            .stderr(Stdio::null())
            .spawn()
            .expect("the mailbox server is missing: apt-get install dovecot-imapd");
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the mailbox server does not answer");
            std::thread::sleep(Duration::from_millis(30));
        }
        Dovecot { server, port, mails }
    }

    fn inbox(&self, password: &str) -> Inbox {
        let url = format!("imap://tribe%40tribe.example@127.0.0.1:{}", self.port);
        Inbox::Imap(Box::new(Account::new(&url, password).unwrap()))
    }

    fn deliver(&self, name: &str, from: &str, id: &str, text: &str) {
        let mail = format!(
            "From: {from}\r\nSubject: Re: hello\r\nIn-Reply-To: {id}\r\nMessage-ID: <{name}@x.example>\r\n\r\n{text}\r\n"
        );
        std::fs::write(self.mails.join("new").join(name), mail).unwrap();
    }

    /// The flags of the mails that are there, in Dovecot's own letters: `F` for a person to look at.
    fn flags(&self) -> Vec<String> {
        let files = ["new", "cur"].iter().flat_map(|part| std::fs::read_dir(self.mails.join(part)).unwrap().flatten());
        let name = |file: std::fs::DirEntry| file.file_name().into_string().unwrap();
        files.map(|file| name(file).split_once(":2,").map_or(String::new(), |(_, flags)| flags.to_owned())).collect()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Asked kindly, it ends its own processes as well.
        drop(Command::new("kill").arg(self.server.id().to_string()).status());
        drop(self.server.wait());
    }
}

#[test]
fn replies_in_a_mailbox_are_answers_and_what_is_unclear_is_flagged() {
    let place = folder();
    let dovecot = Dovecot::start(&place.path().join("dovecot"));
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mails = Mails::new(place.path());
    runtime().block_on(async {
        let scene = Scene::open(place.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        sent(&scene, &ben, "fay").await;
        let request = mails.come(&scene, NOW).await.remove(0);
        let inbox = dovecot.inbox("open-sesame");
        assert_eq!(scene.server.collect(&inbox).await.unwrap(), 0);
        dovecot.deliver("1", "fay@example.org", &id(&request), "Let me think about it");
        dovecot.deliver("2", "Fay <Fay@example.org>", &id(&request), "Yes, ida@example.net\r\n\r\n> hello");
        assert_eq!(scene.server.collect(&inbox).await.unwrap(), 2);
        assert_eq!(dovecot.flags(), ["F"], "one is left, for a person");
        let come = mails.come(&scene, NOW).await;
        assert_eq!(
            come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
            ["ben@example.org", "ida@example.net"]
        );
        assert!(!come[0].text.contains("ida@example.net"));
        dovecot.deliver("3", "ida@example.net", &id(&come[1]), "Yes, gladly");
        assert_eq!(scene.server.collect(&inbox).await.unwrap(), 1, "what is flagged is passed over");
        let come = mails.come(&scene, NOW).await;
        assert_eq!(come.len(), 2, "introduced");
        // The same mail once more, as after a server that was killed before it deleted it.
        dovecot.deliver("3", "ida@example.net", &id(&request), "Yes, gladly");
        assert_eq!(scene.server.collect(&inbox).await.unwrap(), 1);
        assert!(mails.come(&scene, NOW).await.is_empty());
        assert!(scene.server.collect(&dovecot.inbox("wrong")).await.is_err());
    });
}

#[test]
fn an_address_of_a_mailbox_holds_no_password_and_is_safe() {
    let refused = |url: &str| Account::new(url, "x").err();
    for url in
        ["imaps://tribe@mail.example.org", "imaps://t%40x.example@mail.example.org:1993/Replies", "imap://t@[::1]"]
    {
        assert!(refused(url).is_none(), "{url}");
    }
    assert!(matches!(refused("imaps://tribe:secret@mail.example.org"), Some(InboxError::Password)));
    assert!(matches!(refused("imap://tribe@mail.example.org"), Some(InboxError::NeedsTls)));
    assert!(matches!(refused("imap://tribe@127.0.0.1.example.org"), Some(InboxError::NeedsTls)));
    for url in [
        "https://a@b",
        "imaps://mail.example.org",
        "imaps://@mail.example.org",
        "imaps://a@",
        "imaps://a@b:x",
        "imaps://a%0d%0ab@c",
    ] {
        assert!(matches!(refused(url), Some(InboxError::Address)), "{url}");
    }
}
