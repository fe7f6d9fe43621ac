//! What the platform, a company and a candidate say of each other's things: who is told, once,
//! in the page and by mail.

use platform::accounts::Place;
use serde_json::{Value, json};

use crate::{
    notifications_delivery::{deliver, notifications},
    notifications_mail::{Catcher, Mail, told_by},
    world::{Person, World, noise},
};

async fn of_kind(person: &Person, kind: &str) -> Vec<Value> {
    let all = notifications(person).await;
    all.into_iter().filter(|one| one["type"] == kind).collect()
}

/// How many of a kind each of these was told.
async fn counts(people: &[&Person], kind: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    for person in people {
        counts.push(of_kind(person, kind).await.len());
    }
    counts
}

fn to<'a>(mails: &'a [Mail], name: &str) -> Vec<&'a Mail> {
    let address = format!("<{name}@");
    let own = mails.iter();
    own.filter(|mail| mail.to.iter().any(|to| to.starts_with(&address)))
        .collect()
}

async fn wants_mail_of(person: &Person, kind: &str) {
    let body = json!({"preferences": [{"type": kind, "email": true}]});
    person.ok(person.put("/api/notifications/preferences/", body).await);
}

fn profile(person: &Person) -> String {
    let id = person.user["profile_id"].as_str().unwrap();
    format!("/api/candidate/profiles/{id}/")
}

#[tokio::test]
async fn a_candidate_is_told_what_was_said_of_the_video_and_why() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let shown = world.shown("amal").await;
    let amal = &shown.candidate;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    let bilal = world.candidate("bilal").await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    deliver(&world).await;
    let others = [&salma, &bilal, &hiba];
    let before = notifications(&salma).await.len();
    let mailed = catcher.mails().len();
    let path = |verb: &str| format!("/api/videos/{}/{verb}/", shown.video);
    let reject = async |reason: &str| {
        hiba.ok(hiba.post(&path("reject"), json!({"reason": reason})).await);
    };
    let approve = async || {
        hiba.ok(hiba.post(&path("approve"), json!({})).await);
    };

    reject("No sound <at all>.").await;
    deliver(&world).await;
    let told = of_kind(amal, "video_rejected").await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0]["message"],
        "“Moi” is not approved. The reason: No sound <at all>."
    );
    assert_eq!(told[0]["priority"], "high");
    assert_eq!(told[0]["action_url"], format!("/videos/{}", shown.video));
    assert_eq!(told[0]["action_text"], "See the video");
    let mails = catcher.mails();
    assert_eq!(mails.len(), mailed + 1);
    let mail = &mails[mailed];
    assert_eq!(mail.to, ["<amal@example.org>"]);
    assert_eq!(mail.header("Subject"), "Your video is not approved");
    let text = mail.text();
    assert!(text.contains("No sound <at all>.") && text.contains("No sound &lt;at all&gt;."));
    assert!(mail.has("List-Unsubscribe"));

    // Twice is once.
    approve().await;
    approve().await;
    deliver(&world).await;
    assert_eq!(counts(&[amal], "video_approved").await, [1]);
    assert_eq!(catcher.mails().len(), mailed + 2);
    // What was taken back before anybody was told of it is told nobody.
    reject("A mistake.").await;
    approve().await;
    deliver(&world).await;
    assert_eq!(counts(&[amal], "video_rejected").await, [1]);
    assert_eq!(counts(&[amal], "video_approved").await, [2]);
    assert_eq!(catcher.mails().len(), mailed + 3);
    assert!(!catcher.mails()[mailed + 2].text().contains("A mistake."));

    // Nobody else is told of any of it, and the company knows the video already.
    for kind in ["video_approved", "video_rejected"] {
        assert_eq!(counts(&others, kind).await, [0, 0, 0]);
    }
    assert_eq!(notifications(&salma).await.len(), before);
}

#[tokio::test]
async fn a_candidate_is_told_that_video_and_cv_should_be_looked_at() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let shown = world.shown("amal").await;
    let amal = &shown.candidate;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    deliver(&world).await;
    let mailed = catcher.mails().len();
    let write = async |body| amal.ok(amal.put(&profile(amal), body).await);
    let told = async || of_kind(amal, "sync_needed").await;

    write(json!({"skills": ["Rust"]})).await;
    deliver(&world).await;
    let first = told().await;
    assert_eq!(first.len(), 1);
    assert_eq!(
        first[0]["message"],
        "Your CV has changed since “Moi”. See whether the video still says the same."
    );
    assert_eq!(first[0]["priority"], "low");
    assert_eq!(first[0]["action_url"], format!("/videos/{}", shown.video));
    assert_eq!(first[0]["extra_data"]["reasons"], json!(["skills_changed"]));
    // By mail only to who asks for it.
    assert_eq!(catcher.mails().len(), mailed);
    wants_mail_of(amal, "sync_needed").await;

    // Of two changes at once the whole is told once.
    write(json!({"education": [{"institution": "ENCG"}]})).await;
    write(json!({"experience": [{"name": "Atlas"}]})).await;
    deliver(&world).await;
    assert_eq!(told().await.len(), 2);
    let mails = catcher.mails();
    assert_eq!(to(&mails[mailed..], "amal").len(), 1);
    assert!(mails[mailed].text().contains("Your CV has changed"));

    // What is settled before anybody is told of it is told nobody.
    write(json!({"languages": [{"code": "fr", "level": "C1"}]})).await;
    let link = format!("/api/videos/{}/link_to_cv/", shown.video);
    amal.ok(amal.post(&link, json!({})).await);
    deliver(&world).await;
    assert_eq!(told().await.len(), 2);

    world
        .sql("UPDATE takes SET created_at = now() - interval '2 years'")
        .await;
    amal.ok(amal.post(&link, json!({})).await);
    deliver(&world).await;
    let last = told().await;
    assert_eq!(last.len(), 3);
    let message = last[0]["message"].as_str().unwrap();
    assert!(message.contains("more than a year old"), "{message}");
    assert_eq!(counts(&[&salma], "sync_needed").await, [0]);
}

/// An open offer of the recruiter's company.
async fn offer(recruiter: &Person, title: &str) -> String {
    let body = json!({"title": title, "status": "open"});
    let offer = recruiter.ok(recruiter.post("/api/offers/", body).await);
    offer["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_application_is_told_to_the_company_and_its_answer_to_the_candidate() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let atlas = world.company("Atlas").await;
    let salma = world.recruiter("salma", atlas).await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let omar = world.recruiter("omar", atlas).await;
    let nora = world.recruiter("nora", atlas).await;
    let rachid = world.recruiter("rachid", world.company("Rif").await).await;
    let amal = world.candidate("amal").await;
    let bilal = world.candidate("bilal").await;
    // Who has left the company, and whose account was ended.
    world
        .sql(
            "UPDATE users SET left_company_at = now() WHERE first_name = 'omar';
              UPDATE users SET disabled_at = now() WHERE first_name = 'nora'",
        )
        .await;
    let id = offer(&salma, "Welder & <fitter>").await;
    let applied = amal.ok(amal
        .post(
            &format!("/api/offers/{id}/apply/"),
            json!({"message": "Secret words"}),
        )
        .await);
    let application = format!("/api/applications/{}/", applied["id"].as_str().unwrap());
    deliver(&world).await;
    let all = [&salma, &aziz, &rachid, &amal, &bilal];
    assert_eq!(counts(&all, "application_received").await, [1, 1, 0, 0, 0]);
    let told = &of_kind(&salma, "application_received").await[0];
    assert_eq!(
        told["message"],
        "A candidate applied for “Welder & <fitter>” and opens the profile to you."
    );
    let who = amal.user["profile_id"].as_str().unwrap();
    assert_eq!(told["action_url"], format!("/candidates?person={who}"));
    // The grant may be taken back: neither name nor words stay behind.
    assert!(!told.to_string().contains("amal") && !told.to_string().contains("Secret"));
    let mails = catcher.mails();
    let addressed = |name: &str| to(&mails, name).len();
    assert_eq!(
        ["salma", "aziz", "omar", "nora", "rachid", "amal"].map(addressed),
        [1, 1, 0, 0, 0, 0]
    );
    assert!(mails[0].text().contains("Welder &amp; &lt;fitter&gt;"));
    let left = "SELECT count(*) FROM notifications n JOIN users u ON u.id = n.user_id
                WHERE u.first_name IN ('omar', 'nora')";
    assert_eq!(world.count(left).await, 0);
    let _ = (&omar, &nora);

    let say = async |status: &str| {
        salma.ok(salma.put(&application, json!({ "status": status })).await);
    };
    say("shortlisted").await;
    say("shortlisted").await;
    deliver(&world).await;
    assert_eq!(counts(&all, "application_changed").await, [0, 0, 0, 1, 0]);
    let told = &of_kind(&amal, "application_changed").await[0];
    assert_eq!(
        told["message"],
        "Good news: Atlas has shortlisted your application for “Welder & <fitter>”."
    );
    assert_eq!(
        (&told["priority"], &told["action_url"]),
        (&json!("high"), &json!("/profile"))
    );
    let mails = catcher.mails();
    let own = to(&mails, "amal");
    assert_eq!(own.len(), 1);
    assert!(own[0].text().contains("has shortlisted your application"));
    // Which of the company's people said it is nobody's business.
    assert!(!told.to_string().contains("salma") && !own[0].text().contains("salma"));

    // Of what was said in between nothing, and what was taken back is told nobody.
    say("interviewed").await;
    say("rejected").await;
    deliver(&world).await;
    let told = of_kind(&amal, "application_changed").await;
    assert_eq!(told.len(), 2);
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .starts_with("Atlas does not go on")
    );
    say("offered").await;
    amal.ok(amal
        .post(&format!("{application}withdraw/"), json!({}))
        .await);
    deliver(&world).await;
    assert_eq!(counts(&all, "application_changed").await, [0, 0, 0, 2, 0]);
    // To apply again is another application; one that is withdrawn at once is none.
    let apply = format!("/api/offers/{id}/apply/");
    amal.ok(amal.post(&apply, json!({})).await);
    deliver(&world).await;
    assert_eq!(counts(&all, "application_received").await, [2, 2, 0, 0, 0]);
    amal.ok(amal
        .post(&format!("{application}withdraw/"), json!({}))
        .await);
    amal.ok(amal.post(&apply, json!({})).await);
    amal.ok(amal
        .post(&format!("{application}withdraw/"), json!({}))
        .await);
    deliver(&world).await;
    assert_eq!(counts(&all, "application_received").await, [2, 2, 0, 0, 0]);
}

#[tokio::test]
async fn another_presentation_is_told_once_to_those_whom_it_is_open_to() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let shown = world.shown("amal").await;
    let amal = &shown.candidate;
    let salma = world.recruiter("salma", world.company("Atlas").await).await;
    wants_mail_of(&salma, "video_linked").await;
    deliver(&world).await;
    assert_eq!(counts(&[&salma], "new_candidate").await, [1]);
    let before = to(&catcher.mails(), "salma").len();

    // Completed while another one presents the profile: nobody's news until it is linked.
    let second = amal.draft(false).await;
    let take = world.record(amal, &second, &noise(4_000)).await;
    amal.ok(amal
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    let link = |video: &str| format!("/api/videos/{video}/link_to_cv/");
    amal.ok(amal.post(&link(&shown.video), json!({})).await);
    world.work_until_idle().await;
    deliver(&world).await;
    assert_eq!(counts(&[&salma, amal], "video_linked").await, [0, 0]);

    amal.ok(amal.post(&link(&second), json!({})).await);
    deliver(&world).await;
    let told = of_kind(&salma, "video_linked").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["extra_data"]["video_id"], second);
    assert_eq!(to(&catcher.mails(), "salma").len(), before + 1);
    // There and back again is no news.
    amal.ok(amal.post(&link(&shown.video), json!({})).await);
    amal.ok(amal.post(&link(&second), json!({})).await);
    deliver(&world).await;
    assert_eq!(counts(&[&salma, amal], "video_linked").await, [1, 0]);
    // Nobody is told of what is not open.
    let nobody = json!({"all_companies": false, "company_ids": []});
    amal.ok(amal.put("/api/candidate/visibility/", nobody).await);
    let third = amal.draft(false).await;
    let take = world.record(amal, &third, &noise(4_000)).await;
    amal.ok(amal
        .post(&format!("/api/takes/{take}/keep/"), json!({}))
        .await);
    world.work_until_idle().await;
    deliver(&world).await;
    assert_eq!(counts(&[&salma], "video_linked").await, [1]);
}

/// To save the same choice again opens nothing: neither told nor entered.
#[tokio::test]
async fn a_profile_is_opened_once_however_often_the_choice_is_saved() {
    let world = World::new().await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let amal = world.candidate("amal").await;
    let save = async |all: bool, companies: &[platform::ids::CompanyId]| {
        let body = json!({"all_companies": all, "company_ids": companies});
        amal.ok(amal.put("/api/candidate/visibility/", body).await)
    };
    let happened = async || {
        [
            world
                .count("SELECT count(*) FROM outbox WHERE topic = 'profile_opened'")
                .await,
            world
                .count("SELECT count(*) FROM audit_entries WHERE action = 'profile.opened'")
                .await,
            world
                .count("SELECT count(*) FROM audit_entries WHERE action = 'profile.closed'")
                .await,
        ]
    };
    let mut seen = Vec::new();
    for (all, companies) in [
        (false, &[atlas][..]),
        (false, &[atlas][..]),
        (false, &[atlas, rif][..]),
        (true, &[rif][..]),
        (true, &[rif][..]),
        (false, &[rif][..]),
        (false, &[][..]),
    ] {
        let answer = save(all, companies).await;
        assert_eq!(answer["all_companies"], all);
        assert_eq!(
            answer["company_ids"].as_array().unwrap().len(),
            companies.len()
        );
        seen.push(happened().await);
    }
    assert_eq!(
        seen,
        [
            [1, 1, 0],
            [1, 1, 0],
            [2, 2, 0],
            [3, 3, 1],
            [3, 3, 1],
            [3, 3, 2],
            [3, 3, 3]
        ]
    );
}
