//! Networks as files of their own: tables in, answers out.

use parquet::file::serialized_reader::SerializedFileReader;
use serde_json::{Value, json};
use std::path::PathBuf;
use tertius_app::batch::graph::{
    BuildRequest, Direction, Form, GraphFile, LooseAsk, LooseBy, Memory, Where, add, answer_line, build,
    build_from_vault, compact, write_batch, write_batch_as_parquet, write_horizon,
};

const TIES: &str = "src,dst,strength\nann,bo,0.5\nbo,cy,0.8\nann,di,0.9\ndi,cy,0.25\ncy,ed,1\nbo,bo,1\nbo,ann,0.4\n";
const PEOPLE: &str = "id,town\nann,Ulm\ncy,\"Basel, CH\"\ned,Ulm\nflo,Ulm\n";

struct Built {
    folder: tempfile::TempDir,
    graph: GraphFile,
}

fn built(ties: &str, direction: Direction) -> Built {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("ties.csv"), ties).unwrap();
    std::fs::write(path("people.csv"), PEOPLE).unwrap();
    let request = BuildRequest {
        ties: path("ties.csv"),
        people: Some(path("people.csv")),
        direction,
        memory: Memory::Bytes(64),
        form: Form::Plain,
        out: path("network"),
    };
    let view = build(&request, &mut |_| {}).unwrap();
    assert_eq!(
        (view.people, view.ties, view.loops, view.repeats > 0),
        (6, if direction == Direction::Directed { 6 } else { 5 }, 1, direction == Direction::Undirected)
    );
    let graph = GraphFile::open(&path("network")).unwrap();
    Built { folder, graph }
}

fn ask(graph: &mut GraphFile, question: &str) -> Value {
    let mut answer: Value = serde_json::from_str(&answer_line(graph, question)).unwrap();
    assert!(answer["micros"].is_number());
    answer["answer"].take()
}

#[test]
fn loose_connections_with_their_bridge() {
    let mut network = built(TIES, Direction::Undirected);
    let request = LooseAsk { from: "ann".to_owned(), top: 20, by: LooseBy::AdamicAdar, only: None };
    let rows = network.graph.loose(&request).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].id.as_str(), rows[0].mutual, rows[0].bridge.as_str()), ("cy", 2, "bo"));
    assert!((rows[0].adamic_adar - 2.0 / 2.0_f64.ln()).abs() < 1e-9);
    assert!((rows[0].bridge_strength - 0.4).abs() < 1e-7 && (rows[0].warmth - (1.0 - 0.6 * 0.775)).abs() < 1e-7);
    let only = Some(Where::parse("town=Ulm").unwrap());
    assert_eq!(network.graph.loose(&LooseAsk { only, ..request.clone() }).unwrap(), []);
    let only = Some(Where::parse("town=Basel, CH").unwrap());
    assert_eq!(network.graph.loose(&LooseAsk { only, ..request.clone() }).unwrap(), rows);
    let only = Some(Where::parse("country=CH").unwrap());
    let error = network.graph.loose(&LooseAsk { only, ..request.clone() }).unwrap_err();
    assert_eq!(error.to_string(), "there is no attribute \"country\"\nthe file knows town");
    let error = network.graph.loose(&LooseAsk { from: "Ann".to_owned(), ..request }).unwrap_err();
    assert!(error.to_string().starts_with("nobody in the network has the id \"Ann\""));
}

#[test]
fn questions_line_by_line() {
    let mut network = built(TIES, Direction::Undirected);
    let graph = &mut network.graph;
    let path = ask(graph, r#"{"op":"path","from":"ann","to":"ed","k":1}"#);
    assert_eq!((&path[0]["people"], &path[0]["hops"]), (&json!(["ann", "bo", "cy", "ed"]), &json!(3)));
    assert_eq!(ask(graph, r#"{"op":"distance","from":"ann","to":"ed"}"#), json!({"distance": 3}));
    assert_eq!(ask(graph, r#"{"op":"path","from":"ann","to":"flo","hops_only":true}"#), json!({"distance": null}));
    assert_eq!(ask(graph, r#"{"op":"reach","from":"bo","where":"town=Ulm"}"#)[0]["id"], json!("ed"));
    assert_eq!(ask(graph, r#"{"op":"grow","from":"ann","top":1}"#), json!([{"id": "cy", "gain": 1, "total": 4}]));
    assert_eq!(ask(graph, r#"{"op":"stats"}"#)["people"], json!(6));
    let place = ask(graph, r#"{"op":"structure","from":"bo"}"#);
    assert_eq!((&place["friends"], &place["two_steps"], &place["effective_size"]), (&json!(2), &json!(4), &json!(2.0)));
    assert_eq!(place["circles"], json!([{"people": ["ann"]}, {"people": ["cy"]}]));
    let error: Value = serde_json::from_str(&answer_line(graph, r#"{"op":"dance"}"#)).unwrap();
    assert_eq!(error["error"]["kind"], json!("user"));
}

#[test]
fn directions_are_kept_where_asked() {
    let mut network = built(TIES, Direction::Directed);
    assert_eq!(ask(&mut network.graph, r#"{"op":"distance","from":"ed","to":"cy"}"#), json!({"distance": null}));
    assert_eq!(ask(&mut network.graph, r#"{"op":"path","from":"bo","to":"ann","k":1}"#)[0]["hops"], json!(1));
}

#[test]
fn everybody_as_csv() {
    let network = built(TIES, Direction::Undirected);
    let mut out = Vec::new();
    let n_lines = write_batch(&network.graph, 1, &mut out, &mut |_| {}).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count() as u64, n_lines + 1);
    assert!(text.starts_with("src,dst,rank,score,mutual,bridge\nann,cy,1,2.885390"), "{text}");
}

#[test]
fn parquet_says_what_csv_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parquet");
    let of = |ties: PathBuf, people: PathBuf, out: &str| {
        let out = path(out);
        let direction = Direction::Undirected;
        let (form, memory) = (Form::Plain, Memory::Bytes(64));
        let request = BuildRequest { ties, people: Some(people), direction, memory, form, out };
        build(&request, &mut |_| {})
    };
    std::fs::write(
        path("ties.csv"),
        "src,dst,strength\nann,bo,0.5\nbo,cy,0.8\nann,cy,0.25\ncy,ed,\n\"bo, the 2nd\",bo,1\nbo,ann,0.4\n",
    )
    .unwrap();
    let people = "id,town,floor,lead\nann,Ulm,1,true\ncy,\"Basel, \"\"CH\"\"\",,false\ned,,-3,\nflo,Ulm,1,true\n";
    std::fs::write(path("people.csv"), people).unwrap();
    of(path("ties.csv"), path("people.csv"), "from csv").unwrap();
    of(samples.join("ties.parquet"), samples.join("people.parquet"), "from parquet").unwrap();
    assert!(std::fs::read(path("from csv")).unwrap() == std::fs::read(path("from parquet")).unwrap());
    let error = of(samples.join("people.parquet"), samples.join("people.parquet"), "none").unwrap_err();
    assert!(error.message.ends_with("people.parquet: there is no column src; name one so"), "{error}");

    let graph = GraphFile::open(&path("from csv")).unwrap();
    let (mut csv, mut parquet) = (Vec::new(), std::fs::File::create_new(path("all.parquet")).unwrap());
    let n_lines = write_batch(&graph, 9, &mut csv, &mut |_| {}).unwrap();
    assert_eq!(write_batch_as_parquet(&graph, 9, &mut parquet, &mut |_| {}).unwrap(), n_lines);
    let opened = std::fs::File::open(path("all.parquet")).unwrap();
    let rows = SerializedFileReader::new(opened).unwrap().into_iter();
    let rows = rows.map(|row| {
        let cells = row.unwrap().into_columns();
        cells.iter().map(|(_, cell)| cell.to_string().trim_matches('"').to_owned()).collect::<Vec<_>>()
    });
    let lines = csv::Reader::from_reader(csv.as_slice()).into_records();
    let lines = lines.map(|line| line.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    assert!(n_lines > 2 && rows.eq(lines));
}

#[test]
fn who_holds_the_network_together() {
    assert_eq!(built(TIES, Direction::Undirected).graph.cuts().unwrap(), ["cy"]);
    let error = built(TIES, Direction::Directed).graph.cuts().unwrap_err();
    assert!(error.to_string().contains("undirected networks only"), "{error}");
}

#[test]
fn everybodys_horizon_as_csv() {
    let network = built(TIES, Direction::Undirected);
    let mut out = Vec::new();
    let error = write_horizon(&network.graph, &mut out).unwrap();
    assert!((0.064..0.066).contains(&error));
    let text = String::from_utf8(out).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    // Small numbers are exact but for collisions of six people in 256 registers.
    assert_eq!(lines, ["ann,3", "bo,4", "cy,4", "di,4", "ed,3", "flo,0", "id,two_steps"]);
}

#[test]
fn a_reader_who_has_enough_is_no_error() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    assert!(write_batch(&built(TIES, Direction::Undirected).graph, 1, &mut Closed, &mut |_| {}).is_ok());
}

#[test]
fn a_bad_table_leaves_the_old_file_alone() {
    let network = built(TIES, Direction::Undirected);
    let path = |name: &str| -> PathBuf { network.folder.path().join(name) };
    let before = std::fs::read(path("network")).unwrap();
    std::fs::write(path("bad.csv"), "src,dst,strength\na,b,0.5\na,c,much\n").unwrap();
    let (ties, out) = (path("bad.csv"), path("network"));
    let request = BuildRequest {
        ties,
        people: None,
        direction: Direction::Undirected,
        form: Form::Plain,
        out,
        memory: Memory::Bytes(1 << 20),
    };
    let error = build(&request, &mut |_| {}).unwrap_err();
    assert!(error.to_string().ends_with("bad.csv:3: \"much\" is no strength; give a number from 0 to 1"), "{error}");
    assert_eq!(std::fs::read(path("network")).unwrap(), before);
    std::fs::write(path("cut"), &before[..before.len() - 1]).unwrap();
    assert!(GraphFile::open(&path("cut")).unwrap_err().to_string().contains("cut short"));
    assert!(GraphFile::open(&path("bad.csv")).unwrap_err().to_string().contains("does not begin as a graph file"));
}

#[test]
fn recent_ties_are_seen_at_once_and_taken_in() {
    let network = built(TIES, Direction::Undirected);
    let path = |name: &str| network.folder.path().join(name);
    std::fs::write(path("more.csv"), "dst,src\nflo,ann\n\"gus, jr\",flo\nbo,ann\n").unwrap();
    let added = add(&path("network"), &path("more.csv")).unwrap();
    assert_eq!((added.lines, added.new, added.recent), (3, 2, 2));
    let ask_all = |graph: &mut GraphFile| {
        let from_gus = ask(graph, r#"{"op":"loose","from":"gus, jr"}"#);
        assert_eq!((&from_gus[0]["id"], &from_gus[0]["bridge"]), (&json!("ann"), &json!("flo")));
        assert_eq!(ask(graph, r#"{"op":"path","from":"ann","to":"bo","k":1}"#)[0]["strength"], json!(1.0));
        assert_eq!(ask(graph, r#"{"op":"stats"}"#)["ties"], json!(7));
    };
    ask_all(&mut GraphFile::open(&path("network")).unwrap());
    // What was being written when the program stopped does not count, wherever it stopped.
    let confirmed = std::fs::read(path("network.recent")).unwrap();
    std::fs::write(path("later.csv"), "src,dst\nann,ed\nconfirmed,ed\n\"1\n2\",ed\n").unwrap();
    assert_eq!(add(&path("network"), &path("later.csv")).unwrap().recent, 5);
    let whole = std::fs::read(path("network.recent")).unwrap();
    assert!(whole.starts_with(&confirmed));
    for end in confirmed.len()..whole.len() {
        std::fs::write(path("network.recent"), &whole[..end]).unwrap();
        ask_all(&mut GraphFile::open(&path("network")).unwrap());
    }
    assert_eq!(add(&path("network"), &path("later.csv")).unwrap().recent, 5);
    assert_eq!(std::fs::read(path("network.recent")).unwrap(), whole);
    for end in 0..confirmed.len() {
        std::fs::write(path("network.recent"), &whole[..end]).unwrap();
        if let Ok(mut graph) = GraphFile::open(&path("network")) {
            assert_eq!(ask(&mut graph, r#"{"op":"stats"}"#)["ties"], json!(5));
        }
    }
    let mut damaged = whole.clone();
    damaged[confirmed.len() - 4] = b'9';
    std::fs::write(path("network.recent"), damaged).unwrap();
    assert!(GraphFile::open(&path("network")).unwrap_err().to_string().contains("is damaged"));
    std::fs::write(path("network.recent"), &confirmed).unwrap();
    assert_eq!(compact(&path("network"), Memory::Bytes(64), &mut |_| {}).unwrap().ties, 7);
    assert!(!path("network.recent").exists());
    ask_all(&mut GraphFile::open(&path("network")).unwrap());
    std::fs::write(path("network.recent"), confirmed).unwrap();
    let error = GraphFile::open(&path("network")).unwrap_err();
    assert!(error.to_string().contains("belongs to another build"), "{error}");
    std::fs::write(path("bad.csv"), "src,dst,strength\nann,ed,0.5\nann,ed,2\n").unwrap();
    std::fs::remove_file(path("network.recent")).unwrap();
    let error = add(&path("network"), &path("bad.csv")).unwrap_err();
    assert!(error.to_string().contains("bad.csv:3: \"2\" is no strength"), "{error}");
}

#[test]
fn ones_own_network_becomes_a_file() {
    let mut scene = crate::scenario::Scene::new();
    scene.play(
        "
        as of 2026-05-01
        me me@home.example
        letters 2024-01-01..2026-04-20 every 5 Ana Ruiz <ana@x.example> <-> me@home.example
        mail 2026-03-01 ana@x.example -> me@home.example cc bo@y.example",
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine");
    let view = build_from_vault(&scene.app, Form::Plain, &file, &mut |_| {}).unwrap();
    assert_eq!(view.people, 3);
    let mut graph = GraphFile::open(&file).unwrap();
    let stats = graph.stats().unwrap();
    let names: Vec<&str> = stats.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!((stats.directed, names), (true, vec!["employer", "title", "place"]));
    let ana = scene.app.people("Ana", 1).unwrap().rows[0].brief.id.clone();
    assert_eq!(ask(&mut graph, r#"{"op":"loose","from":"me"}"#)[0]["bridge"], json!(ana));
}
