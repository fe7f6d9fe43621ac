//! The studio: opens rooms, bounds their number, and closes them all at the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::metrics::counter;
use analysis::Pool;
use async_trait::async_trait;
use coach::Language;
use coach::take::TakeManifest;
use pipelines::Host;
use sfu::{PortLoad, Sfu};
use signaling::{ClientMessage, IceServer, ServerMessage};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::folder::{FolderError, TakeFolder};
use crate::metrics;
use crate::present::{Present, Withdrawal};
use crate::room::{House, Room};
use crate::space::{self, DiskFull};

/// Messages from one client that wait for its room. A full queue makes the socket
/// wait, which TCP passes on to the sender.
const CLIENT_QUEUE: usize = 32;
/// Messages that wait for one client's socket. A client that leaves this many unread
/// is taken for gone.
const SERVER_QUEUE: usize = 256;

#[derive(Debug, Clone)]
pub struct StudioConfig {
    /// Folder of the takes under way; exists.
    pub takes_dir: PathBuf,
    /// Rooms open at once; one more is refused with `server_busy`.
    pub most_rooms: usize,
    /// Bytes that may wait for the disk in one recorder before its take is damaged.
    pub recorder_queue_bytes: usize,
    /// Bytes that the disk of `takes_dir` has left at least, or no room opens.
    pub least_free_bytes: u64,
}

/// What a room needs to know of the outside: what becomes of takes.
/// Errors are the keeper's to log and to repair (its sweep finds what it missed).
#[async_trait]
pub trait Keeper: Send + Sync + 'static {
    /// The first frame of this take is recorded.
    async fn started(&self, take_id: &str);
    /// The folder holds a closed take. When this returns, it is registered, or the
    /// sweep will do it.
    async fn closed(&self, folder: &Path);
    /// The take was armed and never recorded; its folder is gone.
    async fn unused(&self, take_id: &str);
}

/// Both ends of the messages of one client. Dropping it is leaving.
pub struct Line {
    pub say: mpsc::Sender<ClientMessage>,
    pub hear: mpsc::Receiver<ServerMessage>,
}

/// Who opens a room, and what to tell them first.
pub struct Opening {
    pub manifest: TakeManifest,
    /// With whose end the room closes.
    pub session_id: String,
    /// Told to the client, who may go on with this line by it; the studio has no use for it.
    pub resume_key: String,
    pub language: Language,
    pub ice_servers: Vec<IceServer>,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("all rooms are taken")]
    Busy,
    #[error("the studio is closing")]
    Closing,
    #[error(transparent)]
    Disk(#[from] DiskFull),
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// How full a studio is.
#[derive(Debug, Clone, Copy)]
pub struct StudioLoad {
    /// Rooms open now.
    pub rooms: usize,
    /// The port that their media come by.
    pub port: PortLoad,
}

#[derive(Clone)]
pub struct Studio {
    inner: Arc<Inner>,
}

struct Inner {
    takes_dir: PathBuf,
    least_free_bytes: u64,
    most_rooms: usize,
    house: House,
    places: Arc<Semaphore>,
    present: Present,
}

impl Studio {
    /// Recorders and taps run in `host`. Without a pool nobody is coached, and candidates are told so.
    pub fn new(
        sfu: Sfu,
        host: Host,
        config: StudioConfig,
        keeper: Arc<dyn Keeper>,
        pool: Option<Arc<Pool>>,
    ) -> Studio {
        Studio {
            inner: Arc::new(Inner {
                most_rooms: config.most_rooms,
                places: Arc::new(Semaphore::new(config.most_rooms)),
                present: Present::default(),
                takes_dir: config.takes_dir,
                least_free_bytes: config.least_free_bytes,
                house: House {
                    sfu,
                    host,
                    keeper,
                    pool,
                    closing: CancellationToken::new(),
                    recorder_queue_bytes: config.recorder_queue_bytes,
                    rooms: TaskTracker::new(),
                },
            }),
        }
    }

    /// Makes the take's folder and opens its room. The first message to hear is `joined`.
    pub fn open(&self, opening: Opening) -> Result<Line, OpenError> {
        self.enter(opening).inspect_err(|error| {
            let reason = match error {
                OpenError::Busy => "busy",
                OpenError::Closing => "closing",
                OpenError::Disk(_) => "disk",
                OpenError::Folder(_) => "folder",
            };
            counter!(metrics::ROOMS_REFUSED, "reason" => reason).increment(1);
        })
    }

    fn enter(&self, opening: Opening) -> Result<Line, OpenError> {
        let inner = &self.inner;
        if inner.house.closing.is_cancelled() {
            return Err(OpenError::Closing);
        }
        let place: OwnedSemaphorePermit = inner
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| OpenError::Busy)?;
        self.has_space()?;
        let folder = TakeFolder::make(&inner.takes_dir, &opening.manifest)?;
        let (say, from_client) = mpsc::channel(CLIENT_QUEUE);
        let (to_client, hear) = mpsc::channel(SERVER_QUEUE);
        let taken_back = inner
            .present
            .enter(&opening.manifest.user_id, &opening.session_id);
        let room = Room::new(inner.house.clone(), folder, opening, to_client, taken_back);
        counter!(metrics::ROOMS_OPENED).increment(1);
        inner.house.rooms.spawn(async move {
            room.run(from_client).await;
            drop(place);
        });
        Ok(Line { say, hear })
    }

    /// Whether the disk has room for another take.
    ///
    /// Errors: [`DiskFull`]; takes under way go on as long as they can.
    pub fn has_space(&self) -> Result<(), DiskFull> {
        space::check(&self.inner.takes_dir, self.inner.least_free_bytes)
    }

    /// How full it is.
    pub fn load(&self) -> StudioLoad {
        StudioLoad {
            rooms: self.inner.most_rooms - self.inner.places.available_permits(),
            port: self.inner.house.sfu.load(),
        }
    }

    /// Ids of the people who are in a room now.
    pub fn people(&self) -> Vec<String> {
        self.inner.present.people()
    }

    /// Ids of the sessions in whose name a room is open now.
    pub fn sessions(&self) -> Vec<String> {
        self.inner.present.sessions()
    }

    /// This session is over: its rooms stop their takes, seal them and close. Does not wait;
    /// said twice, or of a session that is not here, it changes nothing.
    pub fn end_session(&self, session_id: &str) {
        self.inner.present.end_session(session_id);
    }

    /// A consent of this person has ended: every room of theirs acts on it at once. Does
    /// not wait; said twice, or of somebody who is not here, it changes nothing.
    pub fn withdraw(&self, user_id: &str, withdrawal: Withdrawal) {
        self.inner.present.withdraw(user_id, withdrawal);
    }

    /// Closes every room: takes under way are stopped, sealed and handed to the keeper.
    pub async fn close(&self) {
        self.inner.house.closing.cancel();
        self.inner.house.rooms.close();
        self.inner.house.rooms.wait().await;
    }
}
