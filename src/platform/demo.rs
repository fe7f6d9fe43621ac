//! People to try the product with. Their passwords are public: never where real people are.

use coach::Language;

use crate::{
    Platform,
    accounts::{self, NewUser, Place},
    candidates::{self, Education, Experience, SpokenLanguage, Visibility},
    companies,
    error::ApiResult,
    ids::UserId,
};

pub const COMPANY: &str = "Atlas Recrutement";

/// A log-in to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoLogin {
    pub role: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
}

pub const RECRUITER: DemoLogin = DemoLogin {
    role: "recruiter",
    name: "Salma Bennis",
    email: "recruteuse@atlas.example",
    password: "atlas-recrute-2026",
};
pub const COMPANY_ADMIN: DemoLogin = DemoLogin {
    role: "company admin",
    name: "Omar Tazi",
    email: "direction@atlas.example",
    password: "atlas-dirige-2026",
};
pub const CANDIDATE: DemoLogin = DemoLogin {
    role: "candidate",
    name: "Yasmine El Amrani",
    email: "yasmine@candidats.example",
    password: "yasmine-parle-2026",
};
pub const OTHER_CANDIDATE: DemoLogin = DemoLogin {
    role: "candidate",
    name: "Mehdi Berrada",
    email: "mehdi@candidats.example",
    password: "mehdi-raconte-2026",
};
pub const PLATFORM_ADMIN: DemoLogin = DemoLogin {
    role: "platform admin",
    name: "Équipe JOBGATE",
    email: "admin@jobgate.example",
    password: "jobgate-veille-2026",
};

/// All of them, in the order to print them.
pub const LOGINS: [DemoLogin; 5] = [
    CANDIDATE,
    OTHER_CANDIDATE,
    RECRUITER,
    COMPANY_ADMIN,
    PLATFORM_ADMIN,
];

/// Makes what is missing and leaves the rest as people left it.
pub async fn demo(platform: &Platform) -> ApiResult<Vec<DemoLogin>> {
    let company = companies::ensure(platform, COMPANY).await?;
    ensure(
        platform,
        RECRUITER,
        "Salma",
        "Bennis",
        Place::Recruiter(company),
    )
    .await?;
    ensure(
        platform,
        COMPANY_ADMIN,
        "Omar",
        "Tazi",
        Place::CompanyAdmin(company),
    )
    .await?;
    ensure(
        platform,
        PLATFORM_ADMIN,
        "Équipe",
        "JOBGATE",
        Place::PlatformAdmin,
    )
    .await?;

    if let Some(user) = ensure(
        platform,
        CANDIDATE,
        "Yasmine",
        "El Amrani",
        Place::Candidate,
    )
    .await?
    {
        let mut tx = platform.db().system().begin().await?;
        candidates::fill_for_demo(
            &mut tx,
            user,
            "Développeuse web, React et Rust",
            "Casablanca, Maroc",
            "Trois ans à construire des applications web utilisées chaque jour par des équipes \
             logistiques. J’aime les interfaces claires, les tests qui servent et les équipes qui \
             se parlent.",
            "Disponible sous un mois",
            &["React", "TypeScript", "Rust", "PostgreSQL", "Accessibilité"],
            &spoken(&[("ar", "native"), ("fr", "C2"), ("en", "C1")]),
            &[Education {
                institution: "ENSIAS, Rabat".into(),
                area: "Génie logiciel".into(),
                study_type: "Diplôme d’ingénieur".into(),
                level: "master".into(),
                start_date: "2019".into(),
                end_date: "2022".into(),
                summary: String::new(),
            }],
            &[Experience {
                name: "Transit Maghreb".into(),
                position: "Développeuse front-end".into(),
                location: "Casablanca".into(),
                start_date: "2022-09".into(),
                end_date: String::new(),
                summary: "Refonte du suivi des colis : temps de chargement divisé par quatre."
                    .into(),
            }],
        )
        .await?;
        let everyone = Visibility {
            all_companies: true,
            company_ids: Vec::new(),
        };
        candidates::set_visibility(&mut tx, user, &everyone).await?;
        tx.commit().await?;
    }
    if let Some(user) = ensure(
        platform,
        OTHER_CANDIDATE,
        "Mehdi",
        "Berrada",
        Place::Candidate,
    )
    .await?
    {
        let mut tx = platform.db().system().begin().await?;
        candidates::fill_for_demo(
            &mut tx,
            user,
            "Technicien de maintenance industrielle",
            "Tanger, Maroc",
            "Cinq ans sur des lignes d’assemblage automobile. Je diagnostique vite, j’explique \
             simplement et je forme les nouveaux arrivants.",
            "Disponible immédiatement",
            &["Automates", "Hydraulique", "Lecture de plans", "Formation"],
            &spoken(&[("ar", "native"), ("fr", "B2"), ("es", "B1")]),
            &[Education {
                institution: "ISTA Tanger".into(),
                area: "Électromécanique".into(),
                study_type: "Technicien spécialisé".into(),
                level: "vocational".into(),
                start_date: "2016".into(),
                end_date: "2018".into(),
                summary: String::new(),
            }],
            &[Experience {
                name: "Usine Détroit Auto".into(),
                position: "Technicien de maintenance".into(),
                location: "Tanger".into(),
                start_date: "2018-07".into(),
                end_date: String::new(),
                summary: "Arrêts de ligne réduits d’un tiers en deux ans.".into(),
            }],
        )
        .await?;
        let chosen = Visibility {
            all_companies: false,
            company_ids: vec![company],
        };
        candidates::set_visibility(&mut tx, user, &chosen).await?;
        tx.commit().await?;
    }
    Ok(LOGINS.to_vec())
}

/// The new account's id; `None` when it was there.
async fn ensure(
    platform: &Platform,
    login: DemoLogin,
    first_name: &str,
    last_name: &str,
    place: Place,
) -> ApiResult<Option<UserId>> {
    if accounts::find(platform, login.email).await?.is_some() {
        return Ok(None);
    }
    let new = NewUser {
        email: login.email.to_owned(),
        password: login.password.to_owned(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        language: Language::Fr,
        place,
    };
    Ok(Some(accounts::create(platform, new).await?))
}

fn spoken(languages: &[(&str, &str)]) -> Vec<SpokenLanguage> {
    languages
        .iter()
        .map(|&(code, level)| SpokenLanguage {
            code: code.to_owned(),
            level: level.to_owned(),
        })
        .collect()
}
