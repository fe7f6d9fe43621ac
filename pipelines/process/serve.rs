//! What runs in a child: recorders and taps as they are, fed by a socket.

use std::collections::HashMap;
use std::io;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::OwnedWriteHalf;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::join;
use super::wire::{FromChild, Order, ToChild, Word};
use super::wire::{put_picture, put_sound, put_word, take_for_child};
use crate::{
    PictureReceiver, Recorder, RecorderConfig, RecorderEvent, SoundReceiver, Tap, TapConfig,
};

/// What may wait for the socket; the taps' own bounds hold behind it.
const WAITING: usize = 64;
/// Read at once; frames are slices of it.
const READ: usize = 64 * 1024;
/// How old the counts are that the server has.
const COUNTS_EVERY: Duration = Duration::from_millis(500);

type Out = mpsc::Sender<(u64, FromChild)>;

enum Served {
    Recorder(Box<Recorder>),
    Tap { tap: Tap, told: Instant },
}

struct Worker {
    served: HashMap<u64, Served>,
    out: Out,
}

/// Serves the other end of `socket` until it is closed, which is when the server has ended,
/// however that came. Takes under way are left as a crash leaves them: a server that was started
/// anew may be at their files already.
///
/// Needs a tokio runtime of the current thread, and a process of its own.
///
/// # Errors
/// The socket fails, or what comes by it makes no sense.
pub async fn serve(socket: StdUnixStream) -> io::Result<()> {
    // A terminal and a service manager signal to all processes at once. The server stops in
    // order, and this one with it. Once registered, a signal has no other effect any more.
    drop(signal(SignalKind::terminate())?);
    drop(signal(SignalKind::interrupt())?);
    socket.set_nonblocking(true)?;
    let (mut from_server, to_server) = UnixStream::from_std(socket)?.into_split();
    let (out, outgoing) = mpsc::channel(WAITING);
    tokio::spawn(tell(to_server, outgoing));
    let ready = match crate::init() {
        Ok(()) => Word::Ready,
        Err(error) => Word::Unable(error.to_string()),
    };
    let _ = out.send((0, FromChild::Word(ready))).await;
    let mut worker = Worker {
        served: HashMap::new(),
        out,
    };
    let mut buffer = BytesMut::new();
    loop {
        buffer.reserve(READ);
        if from_server.read_buf(&mut buffer).await? == 0 {
            std::mem::forget(worker);
            return Ok(());
        }
        while let Some((id, message)) = take_for_child(&mut buffer).map_err(io::Error::other)? {
            match message {
                ToChild::Frame(frame) => worker.frame(id, frame),
                ToChild::Order(order) => worker.carry_out(id, order),
            }
        }
    }
}

/// Everything that waits goes out in one write.
async fn tell(mut socket: OwnedWriteHalf, mut outgoing: mpsc::Receiver<(u64, FromChild)>) {
    let mut bytes = BytesMut::new();
    while let Some(first) = outgoing.recv().await {
        let mut next = Some(first);
        while let Some((id, message)) = next {
            match message {
                FromChild::Word(word) => put_word(&mut bytes, id, &word),
                FromChild::Picture(picture) => put_picture(&mut bytes, id, &picture),
                FromChild::Sound(sound) => put_sound(&mut bytes, id, &sound),
            }
            next = outgoing.try_recv().ok();
        }
        if socket.write_all(&bytes).await.is_err() {
            return;
        }
        bytes.clear();
    }
}

impl Worker {
    fn frame(&mut self, id: u64, frame: crate::Frame) {
        match self.served.get_mut(&id) {
            Some(Served::Recorder(recorder)) => recorder.push(frame),
            Some(Served::Tap { tap, told }) => {
                tap.push(frame);
                if told.elapsed() >= COUNTS_EVERY {
                    *told = Instant::now();
                    let counts = Word::Counts(tap.counts());
                    // The next ones say it as well.
                    let _ = self.out.try_send((id, FromChild::Word(counts)));
                }
            }
            // Forgotten, or it could not be started: that was told.
            None => {}
        }
    }

    fn carry_out(&mut self, id: u64, order: Order) {
        match order {
            Order::Record { config, zero_us } => self.record(id, config, zero_us),
            Order::Tap(config) => self.tap(id, config),
            Order::Interval(every) => {
                if let Some(Served::Tap { tap, .. }) = self.served.get(&id) {
                    tap.set_interval(every);
                }
            }
            Order::Stop => {
                if let Some(Served::Recorder(recorder)) = self.served.remove(&id) {
                    let out = self.out.clone();
                    tokio::spawn(async move {
                        let ended = Word::Ended(recorder.stop().await);
                        let _ = out.send((id, FromChild::Word(ended))).await;
                    });
                }
            }
            Order::Forget => drop(self.served.remove(&id)),
            Order::Join { parts, into } => {
                let out = self.out.clone();
                tokio::spawn(async move {
                    let ended = Word::Ended(join::join(parts, into).await);
                    let _ = out.send((id, FromChild::Word(ended))).await;
                });
            }
        }
    }

    fn record(&mut self, id: u64, config: RecorderConfig, zero_us: Option<i64>) {
        let folder = config.folder.clone();
        let (recorder, mut events) = match Recorder::start(config) {
            Ok(started) => started,
            Err(error) => {
                return self.say(id, Word::Event(RecorderEvent::Failed(error.to_string())));
            }
        };
        self.served.insert(id, Served::Recorder(Box::new(recorder)));
        let out = self.out.clone();
        tokio::spawn(async move {
            while let Some(mut event) = events.recv().await {
                if let (RecorderEvent::Started { zero_us: own_us }, Some(zero_us)) =
                    (&event, zero_us)
                    && let Err(error) = join::note(&folder, own_us.saturating_sub(zero_us))
                {
                    event = RecorderEvent::Failed(error.to_string());
                }
                let _ = out.send((id, FromChild::Word(Word::Event(event)))).await;
            }
        });
    }

    fn tap(&mut self, id: u64, config: TapConfig) {
        let (tap, pictures, sounds) = match Tap::start(config) {
            Ok(started) => started,
            Err(error) => {
                tracing::error!(%error, "no tap");
                return self.say(id, Word::TapEnded);
            }
        };
        let told = Instant::now();
        self.say(id, Word::Counts(tap.counts()));
        self.served.insert(id, Served::Tap { tap, told });
        tokio::spawn(forward(id, pictures, sounds, self.out.clone()));
    }

    fn say(&self, id: u64, word: Word) {
        let out = self.out.clone();
        tokio::spawn(async move {
            let _ = out.send((id, FromChild::Word(word))).await;
        });
    }
}

async fn forward(id: u64, mut pictures: PictureReceiver, mut sounds: SoundReceiver, out: Out) {
    loop {
        // Sound first: a look is at the picture and what was heard until then.
        let message = tokio::select! {
            biased;
            sound = sounds.recv() => sound.map(FromChild::Sound),
            picture = pictures.recv() => picture.map(FromChild::Picture),
        };
        let ended = message.is_none();
        let message = message.unwrap_or(FromChild::Word(Word::TapEnded));
        if out.send((id, message)).await.is_err() || ended {
            return;
        }
    }
}
