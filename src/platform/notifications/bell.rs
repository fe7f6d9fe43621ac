//! Who has the page open hears at once that there is news, as `text/event-stream`. It hears that
//! there is some, and not which: the page asks for it as always. So nothing has to be kept for
//! who is away, and what is missed costs half a minute, after which the page looks anyway.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::State,
    http::HeaderName,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use sqlx::postgres::PgListener;
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Platform,
    accounts::{self, Caller},
    error::{ApiResult, Problem, ProblemBody},
    ids::{SessionId, UserId},
};

/// Where the triggers tell. The name stands in the migrations, too.
const CHANNEL: &str = "jobgate_news";
/// From the loss of an ear to the next try.
const PAUSE: Duration = Duration::from_secs(2);
/// Of one person at once; a browser opens one for all its tabs.
const MOST_A_PERSON: usize = 16;
/// People of this process at once.
const MOST_PEOPLE: usize = 10_000;
/// Then it ends, and the page opens another with a token of that time.
const LIFE: Duration = Duration::from_secs(600);
/// Several news at once are one.
const GATHER: Duration = Duration::from_millis(250);
/// So that nobody on the way takes the line for a dead one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// Everybody who listens, and how to ring for them. Each line holds the newest ring alone.
#[derive(Clone, Default)]
pub(crate) struct Bells(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    /// Whether this process hears of anything.
    rings: bool,
    lines: HashMap<UserId, watch::Sender<()>>,
}

/// A place at the bell; given back when it is dropped.
struct Line {
    bells: Bells,
    user: UserId,
    /// None only while it is dropped.
    heard: Option<watch::Receiver<()>>,
}

impl Bells {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None when too many listen. Without anybody who rings, a line that ends at once.
    fn line(&self, user: UserId) -> Option<Line> {
        let mut board = self.board();
        let heard = if board.rings {
            let people = board.lines.len();
            match board.lines.get(&user) {
                Some(ring) if ring.receiver_count() >= MOST_A_PERSON => return None,
                Some(ring) => ring.subscribe(),
                None if people >= MOST_PEOPLE => return None,
                None => {
                    let (ring, heard) = watch::channel(());
                    board.lines.insert(user, ring);
                    heard
                }
            }
        } else {
            watch::channel(()).1
        };
        Some(Line {
            bells: self.clone(),
            user,
            heard: Some(heard),
        })
    }

    fn ring(&self, user: UserId) {
        if let Some(ring) = self.board().lines.get(&user) {
            ring.send_replace(());
        }
    }

    /// Something may have been missed.
    fn ring_all(&self) {
        let mut board = self.board();
        board.rings = true;
        for ring in board.lines.values() {
            ring.send_replace(());
        }
    }

    /// Ends all lines; nobody rings any more.
    fn silence(&self) {
        let mut board = self.board();
        board.rings = false;
        board.lines.clear();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.heard = None;
        let mut board = self.bells.board();
        let alone = board.lines.get(&self.user);
        if alone.is_some_and(|ring| ring.receiver_count() == 0) {
            board.lines.remove(&self.user);
        }
    }
}

impl Line {
    /// False when nobody rings any more.
    async fn rings(&mut self) -> bool {
        match &mut self.heard {
            Some(heard) => heard.changed().await.is_ok(),
            None => false,
        }
    }
}

/// Rings for whoever is told something, until `stop`.
pub async fn ring(platform: Platform, stop: CancellationToken) {
    let bells = platform.bells().clone();
    let hear = async {
        loop {
            if let Err(error) = hear(&platform, &bells).await {
                tracing::warn!(%error, "nothing tells of news now; pages look every half minute");
            }
            sleep(PAUSE).await;
        }
    };
    let _: Option<()> = stop.run_until_cancelled(hear).await;
    bells.silence();
}

async fn hear(platform: &Platform, bells: &Bells) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(platform.db().system()).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // Listening first: what is told from here on is heard.
    bells.ring_all();
    while let Some(told) = listener.try_recv().await? {
        if let Ok(user) = told.payload().parse() {
            bells.ring(user);
        }
    }
    Ok(())
}

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// Says `news` at the start and whenever something changed in the caller's notifications: one
/// was told, read or put away. Which one is asked of the list. Ends after ten minutes, and with the
/// session; 503 `busy` when too many listen.
#[utoipa::path(get, path = "/api/notifications/stream/", tag = "notifications", security(("bearer" = [])),
    responses((status = 200, content_type = "text/event-stream", body = String),
    (status = 401, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn listen(State(platform): State<Platform>, caller: Caller) -> ApiResult<Response> {
    caller.enter(&platform).await?.commit().await?;
    let line = platform.bells().line(caller.user).ok_or(Problem::Busy)?;
    let events = Sse::new(events(platform, line, caller.session));
    let alive = events.keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE));
    // A proxy that gathers would keep the news to itself.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((at_once, alive).into_response())
}

fn events(
    platform: Platform,
    line: Line,
    session: SessionId,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let over = Instant::now() + LIFE;
    stream::unfold((line, true), move |(mut line, first)| {
        let platform = platform.clone();
        async move {
            if !first {
                let rings = tokio::select! {
                    rings = async {
                        sleep(GATHER).await;
                        line.rings().await
                    } => rings,
                    () = sleep_until(over) => false,
                };
                if !rings || !stands(&platform, session).await {
                    return None;
                }
            }
            let event = Event::default().event("news").data("{}");
            Some((Ok(event), (line, false)))
        }
    })
}

/// Asked before each word, so that an ended session hears none.
async fn stands(platform: &Platform, session: SessionId) -> bool {
    let ended = accounts::ended_sessions(platform.db().system(), &[session]).await;
    ended.is_ok_and(|ended| ended.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_hears_its_own_rings_and_leaves_nothing_behind() {
        let bells = Bells::default();
        let (amal, badr) = (UserId::new(), UserId::new());
        // Nobody rings yet.
        assert!(!bells.line(amal).unwrap().rings().await);
        bells.ring_all();
        let (mut one, mut two) = (bells.line(amal).unwrap(), bells.line(amal).unwrap());
        let mut other = bells.line(badr).unwrap();
        bells.ring(amal);
        bells.ring(amal);
        assert!(one.rings().await && two.rings().await);
        let none = tokio::time::timeout(Duration::from_millis(20), other.rings()).await;
        assert!(none.is_err(), "somebody else's ring");
        drop((one, other));
        assert_eq!(bells.board().lines.len(), 1);
        bells.silence();
        assert!(!two.rings().await);
        drop(two);
        assert!(bells.board().lines.is_empty());
    }

    #[test]
    fn one_person_holds_so_many_lines_and_no_more() {
        let bells = Bells::default();
        bells.ring_all();
        let amal = UserId::new();
        let mut lines: Vec<Line> = (0..MOST_A_PERSON)
            .map(|_| bells.line(amal).unwrap())
            .collect();
        assert!(bells.line(amal).is_none());
        assert!(bells.line(UserId::new()).is_some());
        lines.pop();
        assert!(bells.line(amal).is_some());
    }
}
