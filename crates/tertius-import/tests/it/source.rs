//! Files, folders and archives, friendly and hostile: what is visited, what is passed over and why.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use tempfile::TempDir;
use tertius_import::{Entry, Kind, Limits, Visit, visit};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// One line per visit, without the path of the temporary folder.
fn walk(path: &Path) -> String {
    walk_within(path, &Limits::default())
}

fn walk_within(path: &Path, limits: &Limits) -> String {
    let mut lines = Vec::new();
    visit(path, limits, &mut |visited| lines.push(describe(visited))).unwrap();
    let base = format!("{}/", path.parent().unwrap().display());
    lines.join("\n").replace(&base, "")
}

fn describe(visited: Visit<'_>) -> String {
    match visited {
        Visit::Passed { path, reason } => format!("{path}: passed, {reason}"),
        Visit::Entry(entry) if entry.kind() == Kind::Messages => {
            let mut members = Vec::new();
            entry
                .members(&mut |mut member| {
                    let mut text = String::new();
                    let outcome = member.bytes.read_to_string(&mut text);
                    members.push(format!("{}={}", member.name, outcome.map_or_else(|e| e.to_string(), |_| text)));
                })
                .unwrap();
            format!("{}/ [{}] {} bytes", entry.path(), members.join(", "), entry.size().unwrap())
        }
        Visit::Entry(entry) => {
            let first = content(entry);
            let again = if entry.can_reread() { content(entry) } else { first.clone() };
            assert_eq!(first, again, "reading again gives the same");
            format!("{} = {first}", entry.path())
        }
    }
}

fn content(entry: &mut dyn Entry) -> String {
    let mut bytes = Vec::new();
    match entry.open().and_then(|mut stream| stream.read_to_end(&mut bytes)) {
        Ok(n) if n > 100 => format!("{n} bytes"),
        Ok(_) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => format!("error after {} bytes: {error}", bytes.len()),
    }
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mtime(1_700_000_000);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A temporary folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// What is visited in one file of these bytes.
fn walk_file(name: &str, bytes: &[u8]) -> String {
    let dir = folder(&[(name, bytes)]);
    walk(&dir.path().join(name))
}

#[test]
fn a_folder_is_walked_in_order_without_junk() {
    let dir = folder(&[
        ("in/b/card.vcf", b"b"),
        ("in/a.csv", b"a"),
        ("in/.DS_Store", b"x"),
        ("in/__MACOSX/a.csv", b"x"),
        ("in/b/._card.vcf", b"x"),
        ("in/c/Thumbs.db", b"x"),
        ("in/z.zip", &zip_of(&[("inner/path.vcf", b"p"), ("__MACOSX/inner/._path.vcf", b"x")])),
    ]);
    insta::assert_snapshot!(walk(&dir.path().join("in")), @r"
    in/a.csv = a
    in/b/card.vcf = b
    in/z.zip/inner/path.vcf = p
    ");
}

#[test]
fn an_empty_folder_and_an_empty_zip_hold_nothing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(walk(dir.path()), "");
    assert_eq!(walk_file("e.zip", &zip_of(&[])), "");
    assert_eq!(walk_file("e.vcf", b""), "e.vcf = ");
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let error = visit(Path::new("/nowhere/at/all"), &Limits::default(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().starts_with("cannot read /nowhere/at/all: "), "{error}");
}

#[test]
fn content_decides_not_the_name() {
    assert_eq!(walk_file("export.dat", &zip_of(&[("a", b"1")])), "export.dat/a = 1");
    assert_eq!(walk_file("takeout.zip", b"BEGIN:VCARD"), "takeout.zip = BEGIN:VCARD");
    assert_eq!(walk_file("x.bin", &gzip_of(&tar_of(&[("a", b"1"), ("./d/b", b"2")]))), "x.bin/a = 1\nx.bin/d/b = 2");
    assert_eq!(walk_file("x", &tar_of(&[("a", b"1")])), "x/a = 1");
    assert_eq!(walk_file("book.vcf.gz", &gzip_of(b"BEGIN:VCARD")), "book.vcf.gz = BEGIN:VCARD");
}

#[test]
fn documents_are_not_unpacked() {
    let document = zip_of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    insta::assert_snapshot!(walk_file("t.xlsx", &document), @"t.xlsx: passed, a document, not an archive: save its table as CSV to import it");
}

#[test]
fn archives_nest_one_deep() {
    let innermost = zip_of(&[("c", b"3")]);
    let inner = zip_of(&[("b", b"2"), ("more.zip", &innermost)]);
    let tgz = gzip_of(&tar_of(&[("t", b"4")]));
    let outer = zip_of(&[("a", b"1"), ("inner.zip", &inner), ("t.tgz", &tgz)]);
    insta::assert_snapshot!(walk_file("o.zip", &outer), @r"
    o.zip/a = 1
    o.zip/inner.zip/b = 2
    o.zip/inner.zip/more.zip: passed, an archive in an archive in an archive: unpack it first
    o.zip/t.tgz/t = 4
    ");
    insta::assert_snapshot!(walk_file("o.tgz", &gzip_of(&tar_of(&[("i.zip", &inner)]))), @r"
    o.tgz/i.zip/b = 2
    o.tgz/i.zip/more.zip: passed, an archive in an archive in an archive: unpack it first
    ");
}

#[test]
fn names_that_lead_elsewhere_are_never_used() {
    let bytes = zip_of(&[("aXetc", b"1"), ("b/ok", b"2"), ("ccXup", b"3"), ("nul", b"4")]);
    let swap = |bytes: &[u8], from: &str, to: &str| {
        let mut bytes = bytes.to_vec();
        for at in memchr::memmem::find_iter(&bytes.clone(), from) {
            bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
        bytes
    };
    let bytes = swap(&swap(&swap(&bytes, "aXetc", "/etc/"), "ccXup", "../up"), "nul", "n\\l");
    insta::assert_snapshot!(walk_file("t.zip", &bytes), @r"
    t.zip//etc/: passed, its name is an absolute path: not read
    t.zip/../up: passed, its name leads out of the archive: not read
    t.zip/n\l: passed, its name contains a backslash: not read; unpack the archive and import the folder
    t.zip/b/ok = 2
    ");
    insta::assert_snapshot!(walk_file("t.tar", &tar_of(&[("../x", b"1"), ("/y", b"2"), ("\x1b[2Jz", b"3")])), @r"
    t.tar/../x: passed, its name leads out of the archive: not read
    t.tar//y: passed, its name is an absolute path: not read
    t.tar/�[2Jz = 3
    ");
}

#[test]
fn bombs_end_in_an_error_not_in_an_exhausted_machine() {
    let bomb = zip_of(&[("bomb.csv", &vec![0; 80 << 20]), ("fine.csv", b"1")]);
    assert!(bomb.len() < 200_000);
    insta::assert_snapshot!(walk_file("b.zip", &bomb), @r"
    b.zip/bomb.csv = error after 67108864 bytes: unpacks to more than 200 times its packed size: not read on, it looks built to exhaust the reader
    b.zip/fine.csv = 1
    ");
    let gz = gzip_of(&vec![0; 80 << 20]);
    assert!(walk_file("b.gz", &gz).contains("more than 200 times"));
    assert!(walk_file("b.tgz", &gzip_of(&tar_of(&[("zeros", &vec![0; 80 << 20])]))).contains("more than 200 times"));

    let dir = folder(&[("z.zip", &zip_of(&[("a", &[b'x'; 90]), ("b", &[b'y'; 90]), ("c", &[b'z'; 90])]))]);
    let few = Limits { max_entries: 2, ..Limits::default() };
    let small = Limits { max_unpacked: 100, ..Limits::default() };
    assert!(walk_within(&dir.path().join("z.zip"), &few).contains("z.zip: passed, more than 2 files"));
    let cut = walk_within(&dir.path().join("z.zip"), &small);
    assert!(cut.contains("unpacks to more than 100 bytes"), "{cut}");
}

#[test]
fn encrypted_and_exotic_entries_are_named() {
    let mut bytes = zip_of(&[("secret.vcf", b"1"), ("odd.vcf", b"2"), ("plain.vcf", b"3")]);
    for (record, flags, method, name) in [(b"PK\x03\x04", 6, 8, 30), (b"PK\x01\x02", 8, 10, 46)] {
        for at in memchr::memmem::find_iter(&bytes.clone(), record) {
            match bytes[at + name] {
                b's' => bytes[at + flags] |= 1,
                b'o' => bytes[at + method] = 12,
                _ => {}
            }
        }
    }
    insta::assert_snapshot!(walk_file("e.zip", &bytes), @r"
    e.zip/secret.vcf: passed, encrypted: unpack it with its password first
    e.zip/odd.vcf: passed, packed with Unsupported(12), which is not supported: unpack the archive and import the folder
    e.zip/plain.vcf = 3
    ");
}

#[test]
fn a_half_downloaded_archive_gives_its_first_half() {
    let text: Vec<u8> = (0..60_000u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes()).collect();
    let files: &[(&str, &[u8])] = &[("first.csv", b"1"), ("second.csv", &text), ("third.csv", b"3")];
    let zip = zip_of(files);
    insta::assert_snapshot!(walk_file("t.zip", &zip[..zip.len() / 2]), @r"
    t.zip/first.csv = 1
    t.zip/second.csv = error after 120071 bytes: incomplete deflate stream
    t.zip: passed, the archive is cut off or damaged here: what came before was read; download it again
    ");
    let whole_but_the_directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    insta::assert_snapshot!(walk_file("t.zip", &zip[..whole_but_the_directory]), @r"
    t.zip/first.csv = 1
    t.zip/second.csv = 240000 bytes
    t.zip/third.csv = 3
    t.zip: passed, the archive is cut off or damaged here: what came before was read; download it again
    ");
    let tar = tar_of(files);
    insta::assert_snapshot!(walk_file("t.tar", &tar[..tar.len() / 2]), @r"
    t.tar/first.csv = 1
    t.tar/second.csv = error after 120320 bytes: the archive ends here, 119680 bytes too early: download it again
    t.tar: passed, unexpected EOF during skip: what came before was read; download the archive again
    ");
    let tgz = gzip_of(&tar);
    insta::assert_snapshot!(walk_file("t.tgz", &tgz[..tgz.len() / 2]), @r"
    t.tgz/first.csv = 1
    t.tgz/second.csv = error after 119985 bytes: incomplete deflate stream
    t.tgz: passed, incomplete deflate stream: what came before was read; download the archive again
    ");
}

#[test]
fn a_zip_written_as_a_stream_is_salvaged_too() {
    let mut zip = ZipWriter::new_stream(Vec::new());
    for name in ["a", "b"] {
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(name.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let cut = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    assert_eq!(walk_file("s.zip", &bytes), "s.zip/a = a\ns.zip/b = b");
    insta::assert_snapshot!(walk_file("s.zip", &bytes[..cut]), @r"
    s.zip/a = a
    s.zip/b = b
    s.zip: passed, the archive is cut off or damaged here: what came before was read; download it again
    ");
}

#[test]
fn any_truncation_of_any_archive_is_survived() {
    let files: &[(&str, &[u8])] = &[("a.csv", b"one"), ("m/cur/1", b"From: a@example.org\n\nhi"), ("m/new/2", b"x")];
    for whole in [zip_of(files), tar_of(files), gzip_of(&tar_of(files))] {
        for len in (0..whole.len()).step_by(7) {
            let seen = walk_file("cut", &whole[..len]);
            assert!(!seen.is_empty(), "{len} of {} bytes: something is visited or reported", whole.len());
        }
    }
}

#[test]
fn a_maildir_is_one_folder_of_messages() {
    let files: &[(&str, &[u8])] = &[
        ("box/cur/2:2,S", b"To: b"),
        ("box/new/1", b"To: a"),
        ("box/tmp/3", b"To: c"),
        ("box/dovecot-uidlist", b"x"),
        ("box/.Sent/cur/9", b"To: z"),
        ("box/.Sent/new/.keep", b"To: y"),
        ("box/.Drafts/cur/.DS_Store", b"x"),
        ("eml/two.EML", b"To: 2"),
        ("eml/one.emlx", b"To: 1"),
        ("eml/book.vcf", b"v"),
    ];
    let dir = folder(files);
    insta::assert_snapshot!(walk(dir.path()).replace(&format!("{}/", dir.path().file_name().unwrap().display()), ""), @r"
    box/ [1=To: a, 2:2,S=To: b] 10 bytes
    box/.Sent/ [.keep=To: y, 9=To: z] 10 bytes
    eml/ [one.emlx=To: 1, two.EML=To: 2] 10 bytes
    eml/book.vcf = v
    ");
    insta::assert_snapshot!(walk_file("m.zip", &zip_of(files)), @r"
    m.zip/box/ [1=To: a, 2:2,S=To: b] 10 bytes
    m.zip/box/.Sent/ [.keep=To: y, 9=To: z] 10 bytes
    m.zip/eml/ [one.emlx=To: 1, two.EML=To: 2] 10 bytes
    m.zip/eml/book.vcf = v
    ");
    insta::assert_snapshot!(walk_file("m.tgz", &gzip_of(&tar_of(files))), @r"
    m.tgz/box/tmp/3 = To: c
    m.tgz/box/dovecot-uidlist = x
    m.tgz/eml/book.vcf = v
    m.tgz/box/ [1=To: a, 2:2,S=To: b] 10 bytes
    m.tgz/box/.Sent/ [.keep=To: y, 9=To: z] 10 bytes
    m.tgz/eml/ [one.emlx=To: 1, two.EML=To: 2] 10 bytes
    ");
    assert_eq!(walk_file("one.eml", b"To: 1"), "one.eml/ [one.eml=To: 1] 5 bytes");
}

#[test]
fn messages_in_a_tar_keep_their_headers_and_little_else() {
    let mut message = b"From: a@example.org\r\nReferences: ".to_vec();
    message.extend(vec![b'r'; 100_000]);
    message.extend(b"\r\n\r\n");
    let headers = message.len();
    message.extend(vec![b'b'; 1_000_000]);
    let dir = folder(&[("m.tar", &tar_of(&[("m/one.eml", &message)]))]);
    let mut kept = 0;
    visit(&dir.path().join("m.tar"), &Limits::default(), &mut |visited| {
        let Visit::Entry(entry) = visited else { panic!("nothing is passed over") };
        assert_eq!(entry.size(), Some(message.len() as u64));
        entry.members(&mut |mut member| kept = member.bytes.read_to_end(&mut Vec::new()).unwrap()).unwrap();
    })
    .unwrap();
    assert!(kept > headers && kept < headers + 100_000, "{kept}");
}

#[test]
#[cfg(unix)]
fn only_files_are_opened() {
    let dir = folder(&[("in/a.vcf", b"a"), ("out.vcf", b"secret")]);
    let inside = dir.path().join("in");
    let made = std::process::Command::new("mkfifo").arg(inside.join("pipe")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(inside.join("socket")).unwrap();
    for (target, name) in [("a.vcf", "same"), ("../out.vcf", "out"), ("..", "up"), (".", "cycle"), ("gone", "gone")] {
        std::os::unix::fs::symlink(target, inside.join(name)).unwrap();
    }
    insta::assert_snapshot!(walk(&inside), @r"
    in/pipe: passed, neither a file nor a folder: not opened
    in/socket: passed, neither a file nor a folder: not opened
    in/gone: passed, a link that leads out of the folder: import its target by itself
    in/out: passed, a link that leads out of the folder: import its target by itself
    in/up: passed, a link that leads out of the folder: import its target by itself
    in/a.vcf = a
    ");
    assert_eq!(walk(&inside.join("pipe")), "pipe: passed, neither a file nor a folder: not opened");
    assert!(walk(Path::new("/dev/null")).ends_with("not opened"));
}

#[test]
fn a_file_that_cannot_be_opened_does_not_stop_the_walk() {
    let dir = folder(&[("in/a", b"1"), ("in/b", b"2"), ("in/c", b"3")]);
    let mut lines = Vec::new();
    visit(&dir.path().join("in"), &Limits::default(), &mut |visited| {
        let gone = dir.path().join("in/b");
        if gone.exists() {
            fs::remove_file(gone).unwrap();
        }
        lines.push(describe(visited));
    })
    .unwrap();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].contains("in/b: passed, cannot be opened: "), "{lines:?}");
    assert!(lines[2].ends_with("in/c = 3"), "{lines:?}");
}

#[test]
fn numbered_messages_of_a_folder_are_one_source() {
    let dir = TempDir::new().unwrap();
    let mail = "From: ana@example.org\nTo: bo@example.org\nDate: 1 Mar 2011 10:00:00 +0000\n\nhi\n";
    let separated = format!("From ana@example.org Tue Mar  1 10:00:00 2011\n{mail}");
    for (name, text) in [
        ("1", mail.to_owned()),
        ("2.", mail.to_owned()),
        ("0003.9f3a", separated.clone()),
        // Two messages are a mailbox, and a number alone makes no mail.
        ("4", format!("{separated}\n{separated}")),
        ("5", "Milk\n".to_owned()),
        // Of an ending that other programs use, content decides; a part of a message is enough beside the name.
        ("6.msg", "Subject: x\nContent-Type: text/plain\n\nhi\n".to_owned()),
        ("seven.MSG", mail.to_owned()),
        ("eight.msg", "\u{11}\u{e0} a program's own format".to_owned()),
        ("nine.msg", format!("This was cut out of something\n{mail}")),
        (".mh_sequences", "cur: 1\n".to_owned()),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let mut sources = Vec::new();
    visit(dir.path(), &Limits::default(), &mut |visited| {
        if let Visit::Entry(entry) = visited {
            let mut names = Vec::new();
            if entry.kind() == Kind::Messages {
                entry.members(&mut |member| names.push(member.name)).unwrap();
            }
            sources.push(format!("{} {}", entry.path().rsplit('/').next().unwrap(), names.join(" ")));
        }
    })
    .unwrap();
    sources.sort();
    let folder = dir.path().file_name().unwrap().to_string_lossy().into_owned();
    let mut expected = [
        format!("{folder} 0003.9f3a 1 2. 6.msg nine.msg seven.MSG").as_str(),
        "4 ",
        "5 ",
        "eight.msg ",
        ".mh_sequences ",
    ]
    .map(str::to_owned);
    expected.sort();
    assert_eq!(sources, expected);
}

#[test]
fn archives_of_other_kinds_say_what_to_do() {
    let dir = TempDir::new().unwrap();
    for bytes in
        [&b"BZh91AY&SY\0\0"[..], b"\xfd7zXZ\0\0", b"7z\xbc\xaf\x27\x1c\0", b"Rar!\x1a\x07\0", b"\x28\xb5\x2f\xfd\0"]
    {
        let path = dir.path().join("mail.archive");
        fs::write(&path, bytes).unwrap();
        assert!(walk(&path).contains("unpack it"), "{bytes:?}");
    }
}

#[test]
fn numbered_messages_in_archives_are_one_source() {
    let mail = b"From: ana@example.org\nTo: bo@example.org\nDate: 1 Mar 2011 10:00:00 +0000\n\nhi\n";
    let files: [(&str, &[u8]); 4] = [("m/1", mail), ("m/2.", mail), ("m/3", b"Milk\n"), ("n/4.jpg", b"\xff\xd8")];
    let dir = TempDir::new().unwrap();
    for (name, bytes) in [("m.zip", zip_of(&files)), ("m.tgz", gzip_of(&tar_of(&files)))] {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut sources = Vec::new();
        visit(&path, &Limits::default(), &mut |visited| {
            let Visit::Entry(entry) = visited else { return };
            let mut n_members = 0;
            if entry.kind() == Kind::Messages {
                entry.members(&mut |_| n_members += 1).unwrap();
            }
            sources.push((entry.path().rsplit('/').next().unwrap().to_owned(), n_members));
        })
        .unwrap();
        sources.sort();
        let expected = [("3", 0), ("4.jpg", 0), ("m", 2)].map(|(name, n)| (name.to_owned(), n));
        assert_eq!(sources, expected, "{name}");
    }
}
