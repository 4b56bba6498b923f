//! Nobody reads or changes what is another's, on both databases; in PostgreSQL not even with a forgotten condition.

use crate::cluster::Cluster;
use crate::contract::{engine, member, packet, peopled, put, runtime};
use tertius_tribe_store::{MATCH_SECONDS, MatchingState, Message, Store, Who};

async fn walls(address: &str) {
    let store = peopled(address).await;
    put(&store, "oak", "ben", &packet("b1", &["Ida Holm"])).await.unwrap();
    put(&store, "elm", "dora", &packet("d1", &["Jon Berg"])).await.unwrap();
    for (tribe, name) in [("oak", "cleo"), ("oak", "ana"), ("elm", "dora"), ("elm", "ben"), ("oak", ""), ("", "")] {
        let mut other = store.write(member(tribe, name)).await.unwrap();
        assert!(other.own_people("b1").await.unwrap().is_empty(), "{tribe} {name}");
        assert_eq!(other.own_packet_bytes("b1").await.unwrap(), None);
        assert!(!other.set_private("b1", 0, true).await.unwrap());
        assert!(!other.revoke("b1", 1).await.unwrap());
        assert!(!other.answer_match("cleo", "m", b"x", 2).await.unwrap());
    }
    for who in [Who::Door, engine("elm"), engine("")] {
        let mut other = store.write(who.clone()).await.unwrap();
        assert!(other.shared_people("b1").await.unwrap().is_empty(), "{who:?}");
        assert!(other.own_packets().await.unwrap().is_empty());
    }
    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    assert!(ben.ask_match("m", "cleo", b"first", 1).await.unwrap());
    assert!(!ben.ask_match("m2", "cleo", b"first", 2).await.unwrap(), "one at a time");
    ben.commit().await.unwrap();
    let mut ana = store.write(member("oak", "ana")).await.unwrap();
    assert!(ana.matches(2).await.unwrap().is_empty());
    assert!(!ana.answer_match("cleo", "m", b"x", 2).await.unwrap() && !ana.end_match("m").await.unwrap());
    drop(ana);
    let mut cleo = store.write(member("oak", "cleo")).await.unwrap();
    assert_eq!(cleo.match_message("m", Message::Question, 2).await.unwrap().as_deref(), Some(b"first".as_slice()));
    assert!(cleo.answer_match("cleo", "m", b"second", 2).await.unwrap());
    assert_eq!(cleo.match_message("m", Message::Answer, 2).await.unwrap(), None, "it is for the asker");
    drop(cleo);
    a_no_is_silence(&store).await;
    store.close().await;
}

/// Who says no to a match is rid of it; the asker sees what they would see if nobody had answered, until its day.
async fn a_no_is_silence(store: &Store) {
    let ben = || store.read(member("oak", "ben"));
    let before = ben().await.unwrap().matches(2).await.unwrap();
    assert_eq!(before[0].state, MatchingState::Asked);
    let mut cleo = store.write(member("oak", "cleo")).await.unwrap();
    assert!(cleo.end_match("m").await.unwrap());
    assert!(cleo.matches(2).await.unwrap().is_empty());
    assert!(!cleo.answer_match("cleo", "m", b"after all", 2).await.unwrap());
    cleo.commit().await.unwrap();
    assert_eq!(ben().await.unwrap().matches(2).await.unwrap(), before);
    assert!(ben().await.unwrap().matches(1 + MATCH_SECONDS).await.unwrap().is_empty());
    let mut oak = store.write(engine("oak")).await.unwrap();
    oak.drop_old_matches(1 + MATCH_SECONDS).await.unwrap();
    oak.commit().await.unwrap();
    assert!(ben().await.unwrap().matches(2).await.unwrap().is_empty());
}

#[test]
fn walls_stand_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    runtime().block_on(walls(folder.path().join("tribe.db").to_str().unwrap()));
}

/// What a statement without any condition sees and may do, as the application's role.
#[test]
fn walls_stand_on_postgresql_without_any_condition() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        // Two tribes' databases on one server share the application's role.
        peopled(&cluster.second_url()).await.close().await;
        walls(&cluster.url()).await;
        let pool = sqlx::PgPool::connect(&cluster.url()).await.unwrap();
        let owned = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'tertius_app'";
        let bare =
            "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND NOT rowsecurity AND tablename <> 'version'";
        for none in [owned, bare] {
            assert_eq!(sqlx::query_scalar::<_, i64>(none).fetch_one(&pool).await.unwrap(), 0, "{none}");
        }
        for (act, tribe, name, seen) in [
            ("member", "oak", "ben", 1),
            ("member", "oak", "cleo", 0),
            ("member", "oak", "ana", 0),
            ("member", "elm", "ben", 0),
            ("door", "oak", "ben", 0),
            ("", "", "", 0),
            ("engine", "oak", "", 1),
            ("engine", "elm", "", 1),
        ] {
            let mut on = pool.begin().await.unwrap();
            sqlx::query("SET LOCAL ROLE tertius_app").execute(&mut *on).await.unwrap();
            let set = "SELECT set_config('tertius.act', $1, true), set_config('tertius.tribe', $2, true), \
                       set_config('tertius.member', $3, true)";
            sqlx::query(set).bind(act).bind(tribe).bind(name).execute(&mut *on).await.unwrap();
            let n: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM person").fetch_one(&mut *on).await.unwrap();
            assert_eq!(n, seen, "{act} {tribe} {name}");
            let changed = sqlx::query("UPDATE packet SET expires = 1").execute(&mut *on).await.unwrap().rows_affected();
            assert_eq!(changed, seen as u64, "{act} {tribe} {name}");
            let foreign = "INSERT INTO packet VALUES ('x', 'oak', 'ana', '', '', '', 0, 0, 0)";
            let refused = sqlx::query(foreign).execute(&mut *on).await.is_err();
            let may = (act, tribe) == ("engine", "oak") || (act, tribe, name) == ("member", "oak", "ana");
            assert_eq!(refused, !may, "{act} {tribe} {name}");
        }
    });
}
