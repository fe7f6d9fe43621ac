//! Recruiters search among those granted to them.

use axum::http::StatusCode;
use platform::ids::CompanyId;
use serde_json::{Value, json};

use crate::{
    isolation::seen,
    quality::scored,
    world::{Person, World},
};

const PATH: &str = "/api/candidate/profiles/search/";

/// A candidate whom every company may see, with a kept video.
async fn told(world: &World, name: &str, profile: Value) -> Person {
    let shown = world.shown(name).await;
    write(&shown.candidate, profile).await;
    shown.candidate
}

async fn write(person: &Person, profile: Value) {
    let id = person.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/profiles/{id}/");
    person.ok(person.put(&path, profile).await);
}

fn asking(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("{PATH}?{query}")
}

fn first_names(page: &Value) -> Vec<String> {
    let results = page["results"].as_array().unwrap().iter();
    results
        .map(|profile| profile["first_name"].as_str().unwrap().to_owned())
        .collect()
}

/// First names in alphabetical order.
async fn found(person: &Person, pairs: &[(&str, &str)]) -> Vec<String> {
    let page = person.ok(person.get(&asking(pairs)).await);
    let mut names = first_names(&page);
    names.sort();
    assert_eq!(page["count"], names.len());
    names
}

async fn atlas(world: &World) -> (CompanyId, Person) {
    let company = world.company("Atlas").await;
    (company, world.recruiter("salma", company).await)
}

#[tokio::test]
async fn words_are_found_in_three_languages() {
    let world = World::new().await;
    let (_, salma) = atlas(&world).await;
    told(
        &world,
        "amal",
        json!({"headline": "Développeuse confirmée", "skills": ["C++", "Génie logiciel"],
               "summary": "J'ai dirigé des équipes à Fès."}),
    )
    .await;
    told(
        &world,
        "bilal",
        json!({"headline": "Mechanical engineer", "skills": ["C"],
               "experience": [{"name": "Rif Motors", "position": "Engineering lead"}]}),
    )
    .await;
    told(
        &world,
        "chada",
        json!({"headline": "محاسبة أولى", "summary": "خبرة في التدقيق والمُحاسَبة"}),
    )
    .await;
    for (words, names) in [
        // Accents, capitals and endings do not matter; a beginning is enough.
        ("developpeuse", &["amal"][..]),
        ("DÉVELOPPEUSES", &["amal"]),
        ("dévelop", &["amal"]),
        ("equipe fes", &["amal"]),
        ("engineers", &["bilal"]),
        ("rif engin", &["bilal"]),
        // Variants of letters, vowel signs and endings.
        ("المحاسبة", &["chada"]),
        ("محاسبه اولي", &["chada"]),
        // All words have to be there, but for those that mean nothing alone.
        ("développeuse engineer", &[]),
        ("the engineer of a", &["bilal"]),
        // Names of languages are no punctuation.
        ("c++", &["amal"]),
        ("c", &["bilal"]),
        // No operator of PostgreSQL's can be typed.
        ("engineer' | !amal & (<->):*\\", &[]),
        ("!!! ???", &["amal", "bilal", "chada"]),
        ("x\u{0}y", &[]),
    ] {
        assert_eq!(found(&salma, &[("q", words)]).await, names, "{words}");
    }
    // What weighs more stands first.
    told(
        &world,
        "dounia",
        json!({"summary": "Un engineer m'a formée."}),
    )
    .await;
    let page = salma.ok(salma.get(&asking(&[("q", "engineer")])).await);
    assert_eq!(first_names(&page), ["bilal", "dounia"]);
    // Each order shown by relevance is kept with what was asked, and with nobody who left.
    let kept = "SELECT count(*) FROM search_rankings
        WHERE version = 'words-2' AND inputs = '{\"q\": \"engineer\"}' AND cardinality(shown) = 2";
    assert_eq!(world.count(kept).await, 1);
    world
        .sql("DELETE FROM users WHERE first_name = 'bilal'")
        .await;
    assert_eq!(world.count(kept).await, 0);
    assert_eq!(found(&salma, &[("q", "engineer")]).await, ["dounia"]);
}

#[tokio::test]
async fn filters_leave_out_what_they_say() {
    let world = World::new().await;
    let (_, salma) = atlas(&world).await;
    let amal = told(
        &world,
        "amal",
        json!({"location": "Fès, Maroc", "skills": ["Excel", "Paie"], "available_from": "2030-01-31",
               "languages": [{"code": "fr", "level": "C1"}, {"code": "ar", "level": "native"}],
               "education": [{"institution": "ENCG", "level": "master"},
                             {"institution": "Lycée", "level": "secondary"}],
               // Two years, one of them twice; then a month.
               "experience": [{"name": "A", "start_date": "2010", "end_date": "2012"},
                              {"name": "B", "start_date": "2011-01-01", "end_date": "2012-01"},
                              {"name": "C", "start_date": "2015-03", "end_date": "2015-04"}]}),
    )
    .await;
    told(
        &world,
        "bilal",
        json!({"location": "Casablanca", "skills": ["excel"],
               "languages": [{"code": "fr", "level": "B1"}],
               "education": [{"institution": "ISTA", "level": "vocational"}],
               "experience": [{"name": "D", "start_date": "2000"}]}),
    )
    .await;
    for (pairs, names) in [
        (&[][..], &["amal", "bilal"][..]),
        (&[("location", "fes")], &["amal"]),
        (&[("location", "%")], &["amal", "bilal"]),
        (&[("skills", "EXCEL")], &["amal", "bilal"]),
        (&[("skills", "excel, paie")], &["amal"]),
        (&[("skills", "exc")], &[]),
        (&[("skills", "excel"), ("q", "casa")], &["bilal"]),
        (&[("min_experience", "2")], &["amal", "bilal"]),
        (&[("min_experience", "2.2")], &["bilal"]),
        (&[("max_experience", "3")], &["amal"]),
        (&[("min_education", "vocational")], &["amal", "bilal"]),
        (&[("min_education", "bachelor")], &["amal"]),
        (&[("languages", "fr")], &["amal", "bilal"]),
        (&[("languages", "fr:B2")], &["amal"]),
        (&[("languages", "fr:B1,ar:C2")], &["amal"]),
        (&[("available_by", "2030-01-30")], &[]),
        (&[("available_by", "2030-01-31")], &["amal"]),
        (&[("has_video", "true")], &["amal", "bilal"]),
        (&[("has_video", "false")], &[]),
        (&[("viewed_by_me", "true")], &[]),
        // An empty field of a form asks for nothing.
        (&[("q", ""), ("min_experience", " ")], &["amal", "bilal"]),
    ] {
        assert_eq!(found(&salma, pairs).await, names, "{pairs:?}");
    }
    let page = salma.ok(salma.get(&asking(&[("skills", "paie")])).await);
    let one = &page["results"][0];
    // 2.08 years.
    assert_eq!(
        (&one["experience_years"], &one["education_level"]),
        (&json!(2.1), &json!("master"))
    );
    assert_eq!(one["available_from"], "2030-01-31");

    let video = one["presentation_video"]["id"].as_str().unwrap();
    let views = format!("/api/videos/{video}/views/");
    salma.ok(salma.post(&views, json!({})).await);
    assert_eq!(found(&salma, &[("viewed_by_me", "true")]).await, ["amal"]);
    assert_eq!(found(&salma, &[("viewed_by_me", "false")]).await, ["bilal"]);
    // Of me, not of my colleagues.
    let omar = world.recruiter("omar", world.company("Atlas").await).await;
    assert_eq!(found(&omar, &[("viewed_by_me", "true")]).await, [""; 0]);

    // Taken back, and not looking at the moment.
    write(&amal, json!({"available_from": "", "status": "paused"})).await;
    assert_eq!(found(&salma, &[]).await, ["bilal"]);
    let id = amal.user["profile_id"].as_str().unwrap();
    let own = amal
        .get(&format!("/api/candidate/profiles/{id}/"))
        .await
        .body;
    assert_eq!(
        (&own["available_from"], &own["status"]),
        (&Value::Null, &json!("paused"))
    );
}

#[tokio::test]
async fn nobody_without_a_shown_score_is_left_out_or_put_behind() {
    let world = World::new().await;
    let (_, salma) = atlas(&world).await;
    let mut people = Vec::new();
    for (name, overall) in [("amal", 80.0), ("bilal", 40.0), ("chada", 20.0)] {
        let person = world.candidate(name).await;
        let visible = json!({"all_companies": true, "company_ids": []});
        person.ok(person.put("/api/candidate/visibility/", visible).await);
        person.agree("analyse").await;
        let video = person.draft(false).await;
        let take = scored(&world, &person, &video, overall).await;
        person.ok(person
            .post(&format!("/api/takes/{take}/keep/"), json!({}))
            .await);
        people.push(person);
    }
    told(&world, "dounia", json!({"headline": "never scored"})).await;
    world.work_until_idle().await;
    people[0].agree("quality_filter").await;
    people[1].agree("quality_filter").await;
    let all = ["amal", "bilal", "chada", "dounia"];
    assert_eq!(found(&salma, &[("min_quality", "0")]).await, all);
    // Chada scored less than Bilal, and has not said that it may be told: nothing tells it.
    let left = ["amal", "chada", "dounia"];
    assert_eq!(found(&salma, &[("min_quality", "60")]).await, left);
    assert_eq!(
        found(&salma, &[("min_quality", "90")]).await,
        ["chada", "dounia"]
    );
    // No order goes by it.
    let page = salma.ok(salma.get(&asking(&[("ordering", "last_active")])).await);
    assert_eq!(first_names(&page)[0], "dounia");
    for order in ["quality", "-quality_score"] {
        let refused = salma.get(&asking(&[("ordering", order)])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn what_is_not_known_is_refused_by_name() {
    let world = World::new().await;
    let (_, salma) = atlas(&world).await;
    let refused = salma.get(&asking(&[("colour", "red")])).await;
    assert_eq!(refused.problem(), "invalid");
    let told = refused.body["errors"]["colour"][0].as_str().unwrap();
    assert!(told.contains("viewed_by_me"), "{told}");
    let pairs = [("ordering", "best"), ("min_education", "none"), ("q", "x")];
    let refused = salma.get(&asking(&pairs)).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid")
    );
    let told = |field: &str| {
        refused.body["errors"][field][0]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        told("ordering"),
        "Possible values: relevance, newest, last_active."
    );
    assert!(told("min_education").contains("doctorate"));
    let refused = salma.get(&asking(&[("ordering", "relevance")])).await;
    assert_eq!(
        refused.body["errors"]["ordering"][0],
        "Possible values: newest, last_active."
    );
    let refused = salma.get(&asking(&[("cursor", "nonsense")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn pages_hold_everybody_once_in_each_order() {
    let world = World::new().await;
    let (_, salma) = atlas(&world).await;
    let names = ["amal", "bilal", "chada", "dounia", "ehsan"];
    for name in names {
        // The same words for some, so that ranks are equal.
        let headline = if name < "c" {
            "welder"
        } else {
            "welder, welder of ships"
        };
        told(&world, name, json!({"headline": headline})).await;
    }
    for order in ["relevance", "newest", "last_active"] {
        let mut path = asking(&[("q", "welder"), ("ordering", order), ("limit", "2")]);
        let mut pages: Vec<Vec<String>> = Vec::new();
        let mut back = Vec::new();
        loop {
            let page = salma.ok(salma.get(&path).await);
            assert_eq!(page["count"], 5, "{order}");
            pages.push(first_names(&page));
            back.extend(page["previous"].as_str().map(str::to_owned));
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break,
            }
        }
        let mut everybody = pages.concat();
        if order != "relevance" {
            assert_eq!(
                everybody,
                ["ehsan", "dounia", "chada", "bilal", "amal"],
                "{order}"
            );
        }
        everybody.sort();
        assert_eq!(everybody, names, "{order}");
        for (at, path) in back.iter().enumerate() {
            let page = salma.ok(salma.get(path).await);
            assert_eq!(first_names(&page), pages[at], "{order}: back to page {at}");
        }
    }
}

#[tokio::test]
async fn only_granted_candidates_are_found_also_by_the_function_itself() {
    let world = World::new().await;
    let (company, salma) = atlas(&world).await;
    let rachid = world.recruiter("rachid", world.company("Rif").await).await;
    let amal = told(
        &world,
        "amal",
        json!({"headline": "welder", "skills": ["TIG"]}),
    )
    .await;
    let only_atlas = json!({"all_companies": false, "company_ids": [company]});
    amal.ok(amal.put("/api/candidate/visibility/", only_atlas).await);
    for pairs in [&[][..], &[("q", "welder")], &[("skills", "tig")]] {
        assert_eq!(found(&salma, pairs).await, ["amal"]);
        assert_eq!(found(&rachid, pairs).await, [""; 0]);
    }
    const BLIND: &str = "SELECT id FROM matching_profiles(asked_words('welder'), NULL)
        UNION ALL SELECT id FROM matching_profiles(NULL, ARRAY['tig'])
        UNION ALL SELECT id FROM matching_profiles(asked_words('welder'), ARRAY['tig'])";
    assert_eq!(seen(&world, &salma, BLIND).await, 3);
    for person in [&rachid, &amal] {
        assert_eq!(seen(&world, person, BLIND).await, 0);
    }
    let answer = amal.get(PATH).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
