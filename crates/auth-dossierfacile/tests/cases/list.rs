//! The partner's list and its traps: D13.

use std::collections::BTreeSet;

use auth_dossierfacile::{CatchUp, Cause, Cursor, Inbox, Listing, Notice};
use auth_sandbox::{DossierFacile, tells_apart};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use time::{OffsetDateTime, macros::datetime};

use crate::careless::{Careless, answer, text};
use crate::connection::{Connection, service};

const LIST: &str = "/dfc/api/v1/tenants";
const TIE: OffsetDateTime = datetime!(2026-03-01 10:00 UTC);
/// Who has not ended by then goes on for ever.
const PATIENCE: usize = 20;

/// What reading the list left behind.
#[derive(Debug)]
struct Read {
    people: BTreeSet<u64>,
    requests: usize,
    /// What a foreign host was sent.
    elsewhere: usize,
}

/// Follows every link, until a page is empty.
async fn follow(realm: &DossierFacile, query: &str) -> BTreeSet<u64> {
    let careless = Careless::new(realm);
    let (_, token) = answer(careless.service()).await;
    let mut url = format!("{}{LIST}?{query}", realm.api_url());
    let mut people = BTreeSet::new();
    for _ in 0..PATIENCE {
        let get = careless.http().get(&url);
        let (_, page) = answer(get.bearer_auth(text(&token, "access_token"))).await;
        let rows = page["data"].as_array().cloned().unwrap_or_default();
        if rows.is_empty() {
            break;
        }
        people.extend(rows.iter().map(|row| row["id"].as_u64().unwrap()));
        let next = text(&page["metadata"], "nextLink");
        url = if next.starts_with('/') {
            format!("{}{next}", realm.api_url())
        } else {
            next.to_owned()
        };
    }
    people
}

async fn careful(connection: &Connection, mut listing: Listing) -> BTreeSet<u64> {
    let rows = listing.stream(&connection.client);
    rows.map_ok(|row| row.id).try_collect().await.unwrap()
}

fn asked(realm: &DossierFacile) -> usize {
    realm.count("GET", LIST)
}

async fn both(set: impl Fn(&DossierFacile), query: &str, listing: Listing) -> (Read, Read) {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    set(realm);
    let people = follow(realm, query).await;
    let requests = asked(realm);
    let careless = Read {
        people,
        requests,
        elsewhere: 0,
    };
    let people = careful(&connection, listing).await;
    let requests = asked(realm) - requests;
    (
        careless,
        Read {
            people,
            requests,
            elsewhere: 0,
        },
    )
}

fn everybody(ids: impl IntoIterator<Item = u64>) -> impl Fn(&Read) -> bool {
    let people: BTreeSet<_> = ids.into_iter().collect();
    move |read| read.people == people && read.requests < PATIENCE
}

/// Shows S002-30.
#[tokio::test]
async fn d13_nobody_of_a_tie_at_the_edge_of_a_page_is_lost() {
    let tie = |realm: &DossierFacile| {
        (1..=5).for_each(|id| realm.add_tenant(id, TIE));
        realm.add_tenant(6, datetime!(2026-03-01 10:00:00.5 UTC));
        realm.add_tenant(7, datetime!(2026-03-02 10:00 UTC));
    };
    let (careless, careful) = both(tie, "limit=2", Listing::full().page_size(2)).await;
    tells_apart(everybody(1..=7), &careless, &careful);
}

#[tokio::test]
async fn d13_more_of_one_instant_than_may_be_asked_for_is_an_error_and_no_gap() {
    let connection = Connection::new(service).await;
    (1..=40).for_each(|id| connection.imitation().add_tenant(id, TIE));
    let mut listing = Listing::full().page_size(1);
    let rows: Vec<_> = listing.stream(&connection.client).collect().await;
    assert!(rows.last().unwrap().is_err());
    assert!(asked(connection.imitation()) < PATIENCE);
}

#[tokio::test]
async fn d13_a_tail_without_dates_leads_nobody_in_a_circle() {
    let tail = |realm: &DossierFacile| {
        (1..=4).for_each(|id| realm.add_tenant(id, TIE));
        (3..=4).for_each(|id| realm.delete_account(id));
    };
    let query = "limit=3&includeDeleted=true";
    let listing = Listing::full().page_size(3).include_deleted();
    let (careless, careful) = both(tail, query, listing).await;
    tells_apart(everybody(1..=4), &careless, &careful);
}

#[tokio::test]
async fn d13_a_date_is_sent_back_as_it_was_written() {
    let later = |realm: &DossierFacile| {
        realm.add_tenant(1, TIE);
        realm.add_tenant(2, datetime!(2026-03-01 11:00 UTC));
    };
    // The same instant, well written, with the offset of the reader.
    let query = "after=2026-03-01T12:00:00%2B02:00";
    let listing = Listing::since(Cursor::new("2026-03-01T10:00:00.000000"));
    let (careless, careful) = both(later, query, listing).await;
    tells_apart(|read: &Read| read.people.contains(&2), &careless, &careful);
}

#[tokio::test]
async fn d13_a_link_to_another_host_gets_no_token() {
    let connection = Connection::new(service).await;
    let evil = auth_sandbox::Sandbox::start().await.unwrap();
    let (realm, evil) = (connection.imitation(), evil.dossierfacile());
    (1..=3).for_each(|id| realm.add_tenant(id, TIE));
    realm.set_next_link_origin(&evil.api_url());
    let told = |people| Read {
        people,
        requests: asked(realm),
        elsewhere: evil
            .requests()
            .iter()
            .filter(|seen| seen.header("authorization").is_some())
            .count(),
    };
    let careless = told(follow(realm, "limit=2").await);
    let before = careless.elsewhere;
    let mut careful = told(careful(&connection, Listing::full().page_size(2)).await);
    careful.elsewhere -= before;
    tells_apart(|read: &Read| read.elsewhere == 0, &careless, &careful);
    assert_eq!(careful.people, BTreeSet::from([1, 2, 3]));
}

#[tokio::test]
async fn d13_a_listing_goes_on_where_it_was_dropped() {
    let connection = Connection::new(service).await;
    (1..=6).for_each(|id| {
        connection
            .imitation()
            .add_tenant(id, TIE + time::Duration::hours(i64::try_from(id).unwrap()));
    });
    let mut listing = Listing::full().page_size(4);
    let first: Vec<_> = listing
        .stream(&connection.client)
        .take(2)
        .map(|row| row.unwrap().id)
        .collect()
        .await;
    assert_eq!(first, [1, 2]);
    let kept = listing.cursor().unwrap().to_string();
    assert_eq!(kept, "2026-03-01T12:00:00.000000");
    assert_eq!(
        careful(&connection, listing).await,
        BTreeSet::from([3, 4, 5, 6])
    );
    // Another process, with what was kept: the last second comes again.
    let resumed = careful(&connection, Listing::since(Cursor::new(kept))).await;
    assert_eq!(resumed, BTreeSet::from([2, 3, 4, 5, 6]));
}

fn drain(inbox: &Inbox) -> Vec<Notice> {
    let mut notices = inbox.notices();
    std::iter::from_fn(|| notices.next().now_or_never().flatten()).collect()
}

/// Who was found to be gone, or to be new.
fn found(notices: &[Notice], gone: bool) -> BTreeSet<u64> {
    let of_kind = notices
        .iter()
        .filter(|notice| (notice.cause == Cause::NotListed) == gone);
    of_kind.map(|notice| notice.tenant_id).collect()
}

/// Shows S002-30.
#[tokio::test]
async fn d13_all_who_revoked_and_all_who_connected_are_found_by_reading_everything() {
    let connection = Connection::new(service).await;
    let realm = connection.imitation();
    for id in 1..=3 {
        realm.add_tenant(id, TIE);
    }
    let inbox = Inbox::default();
    (1..=3).for_each(|id| inbox.know(id));
    let now = connection.sandbox.clock().now();
    let mut catch_up = CatchUp::new(None);
    catch_up.run(&connection.client, &inbox, now).await.unwrap();
    assert_eq!(found(&drain(&inbox), false), BTreeSet::from([1, 2, 3]));

    // No webhook arrives, and somebody connects whose file is old.
    realm.revoke_link(1);
    realm.revoke_link(2);
    realm.add_tenant(9, datetime!(2025-01-01 00:00 UTC));
    let revoked = follow(realm, "includeRevoked=true&after=2026-03-01T10:00:00").await;
    let day = now + time::Duration::days(1);
    assert!(catch_up.due_in(now) > std::time::Duration::ZERO);
    assert_eq!(catch_up.due_in(day), std::time::Duration::ZERO);
    catch_up.run(&connection.client, &inbox, day).await.unwrap();
    let notices = drain(&inbox);
    let careless = (revoked, BTreeSet::new());
    let careful = (found(&notices, true), found(&notices, false));
    let rule = |(gone, new): &(BTreeSet<u64>, BTreeSet<u64>)| {
        *gone == BTreeSet::from([1, 2]) && *new == BTreeSet::from([9])
    };
    tells_apart(rule, &careless, &careful);

    // Between two whole readings, only what changed is read and told.
    realm.set_file_status(3, "VALIDATED");
    catch_up
        .run(&connection.client, &inbox, day + time::Duration::minutes(5))
        .await
        .unwrap();
    assert_eq!(found(&drain(&inbox), false), BTreeSet::from([3]));
}
