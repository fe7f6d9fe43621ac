//! SQL of the search. It depends on what is asked, so it is put together here from constant
//! parts; what people typed is bound, never written into it.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::asked::{Asked, Ordering};
use crate::{
    candidates::store::month_now,
    db::RequestTx,
    error::{ApiResult, Problem},
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

/// What is asked, in PostgreSQL's words.
pub struct Question<'a> {
    asked: &'a Asked,
    me: Uuid,
    words: Option<String>,
    skills: Option<Vec<String>>,
    location: Option<String>,
    month: i32,
}

pub async fn question<'a>(tx: &mut RequestTx, asked: &'a Asked) -> ApiResult<Question<'a>> {
    let me = tx.user.0;
    let read = sqlx::query!(
        r#"SELECT asked_words($1)::text AS words, plain_list($2) AS "skills!",
                  plain_words($3) AS location"#,
        asked.words,
        &asked.skills,
        asked.location
    )
    .fetch_one(&mut **tx)
    .await?;
    let skills: Vec<String> = read.skills.into_iter().filter(|s| !s.is_empty()).collect();
    Ok(Question {
        asked,
        me,
        words: read.words,
        skills: Some(skills).filter(|skills| !skills.is_empty()),
        location: read.location.filter(|place| !place.is_empty()),
        month: month_now(Utc::now()),
    })
}

impl Question<'_> {
    fn matched(&self) -> bool {
        self.words.is_some() || self.skills.is_some()
    }

    /// `FROM … WHERE …` behind what stands in `sql`. Its row-level security hides what the
    /// caller's company was not granted.
    fn push_source(&self, sql: &mut QueryBuilder<Postgres>) {
        let asked = self.asked;
        sql.push(" FROM candidate_profiles p LEFT JOIN videos v ON v.id = p.presentation_video_id");
        if self.matched() {
            sql.push(" JOIN matching_profiles(")
                .push_bind(self.words.clone())
                .push("::text::tsquery, ")
                .push_bind(self.skills.clone())
                .push("::text[]) m ON m.id = p.id");
        }
        // As the list of profiles: together with a kept video, or who applied here.
        sql.push(
            " WHERE p.status = 'active' AND (v.status IN ('completed', 'approved')
               OR (SELECT true FROM grants g WHERE g.user_id = p.user_id AND g.kind = 'application' LIMIT 1))",
        );
        if let Some(place) = &self.location {
            // No `%` or `_` is left in plain words.
            sql.push(" AND p.location_key LIKE ")
                .push_bind(format!("%{place}%"));
        }
        let months = " AND p.worked_months + greatest(coalesce(";
        for (years, compare) in [
            (asked.min_experience, " >= "),
            (asked.max_experience, " <= "),
        ] {
            if let Some(years) = years {
                sql.push(months)
                    .push_bind(self.month)
                    .push(" - p.working_since, 0), 0)")
                    .push(compare)
                    .push_bind(years * 12.0);
            }
        }
        if let Some(rank) = asked.min_education {
            sql.push(" AND p.highest_education >= ").push_bind(rank);
        }
        for (code, enough) in &asked.languages {
            sql.push(
                " AND EXISTS (SELECT 1 FROM jsonb_array_elements(p.languages) l
                   WHERE lower(l ->> 'code') = ",
            )
            .push_bind(code.clone())
            .push(" AND l ->> 'level' = ANY(")
            .push_bind(enough.clone())
            .push("))");
        }
        if let Some(day) = asked.available_by {
            sql.push(" AND p.available_from <= ")
                .push_bind::<NaiveDate>(day);
        }
        if let Some(quality) = asked.min_quality {
            // Without a score, or without a word that it may be shown: stays.
            sql.push(" AND coalesce(shown_quality(v.id) >= ")
                .push_bind(quality)
                .push(", true)");
        }
        match asked.has_video {
            Some(true) => sql.push(" AND v.id IS NOT NULL"),
            Some(false) => sql.push(" AND v.id IS NULL"),
            None => sql,
        };
        if let Some(viewed) = asked.viewed_by_me {
            sql.push(if viewed {
                " AND EXISTS"
            } else {
                " AND NOT EXISTS"
            })
            .push(" (SELECT 1 FROM video_views w WHERE w.owner_id = p.user_id AND w.viewer_id = ")
            .push_bind(self.me)
            .push(")");
        }
    }

    /// What the order goes by. A rank is carried as a time, in millionths of a second, so that
    /// cursors hold it like any other key.
    fn sorted_by(&self) -> &'static str {
        match self.asked.ordering {
            Ordering::Newest => "p.created_at",
            Ordering::LastActive => "p.last_updated",
            Ordering::Relevance if self.matched() => {
                "(timestamptz 'epoch' + round(m.rank * 1e6) * interval '1 microsecond')"
            }
            // Nothing but punctuation was asked for.
            Ordering::Relevance => "timestamptz 'epoch'",
        }
    }
}

/// One page of keys, in the order in which the window reads.
pub async fn found(
    tx: &mut RequestTx,
    question: &Question<'_>,
    window: &Window,
) -> ApiResult<Vec<Key>> {
    let sorted_by = question.sorted_by();
    let (compare, direction) = match window.descending {
        true => (" < (", " DESC"),
        false => (" > (", ""),
    };
    let mut sql = QueryBuilder::new("SELECT ");
    sql.push(sorted_by).push(" AS at, p.id");
    question.push_source(&mut sql);
    let Key { at, id } = window.after;
    sql.push(" AND (")
        .push(sorted_by)
        .push(", p.id)")
        .push(compare)
        .push_bind(at)
        .push(", ")
        .push_bind(id)
        .push(")");
    sql.push(" ORDER BY 1")
        .push(direction)
        .push(", p.id")
        .push(direction)
        .push(" LIMIT ")
        .push_bind(window.fetch);
    let rows: Vec<(DateTime<Utc>, Uuid)> = sql.build_query_as().fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|(at, id)| Key { at, id }).collect())
}

pub async fn count(tx: &mut RequestTx, question: &Question<'_>) -> ApiResult<Counted> {
    let mut sql = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 AS one");
    question.push_source(&mut sql);
    sql.push(" LIMIT ")
        .push_bind(EXACT_COUNT + 1)
        .push(") AS listed");
    let bounded: i64 = sql.build_query_scalar().fetch_one(&mut **tx).await?;
    // The planner knows how long the table is, not how many are left of it.
    if question.asked.narrows() {
        return Ok(Counted {
            count: bounded,
            estimated: bounded > EXACT_COUNT,
        });
    }
    counted(tx, bounded, "candidate_profiles").await
}

/// Which order was shown to whom, for what.
pub async fn record(
    tx: &mut RequestTx,
    version: &str,
    inputs: Value,
    shown: &[Uuid],
) -> ApiResult<()> {
    let me = tx.user.0;
    let company = tx.company.ok_or(Problem::Forbidden)?;
    sqlx::query!(
        "INSERT INTO search_rankings (id, user_id, company_id, version, inputs, shown)
         VALUES ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        me,
        company.0,
        version,
        inputs,
        shown
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
