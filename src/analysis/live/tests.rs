use std::sync::atomic::AtomicBool;

use super::*;

/// Counts what it is shown, and stands still while told to.
struct Slow {
    stalled: Arc<AtomicBool>,
    heard: Arc<AtomicU64>,
}

impl Analyst for Slow {
    fn observe(
        &self,
        _: &mut Listener,
        media_ms: i64,
        _: Option<&RgbPicture>,
        sound: &[f32],
    ) -> Observation {
        while self.stalled.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.heard.fetch_add(sound.len() as u64, Ordering::Relaxed);
        Observation {
            media_ms,
            picture: None,
            sound: None,
        }
    }
}

struct Stage {
    pool: Pool,
    stalled: Arc<AtomicBool>,
    heard: Arc<AtomicU64>,
}

fn stage() -> Stage {
    let (stalled, heard) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
    let slow = Slow {
        stalled: stalled.clone(),
        heard: heard.clone(),
    };
    Stage {
        pool: Pool::start(1, slow).unwrap(),
        stalled,
        heard,
    }
}

fn second_of_sound() -> Sound {
    Sound {
        media_time_us: 0,
        samples: vec![0.0; SOUND_RATE as usize],
        invented: 0,
    }
}

/// Returns once the pool's thread is at the seat's look.
async fn taken(seat: &Seat) {
    while lock(&seat.place.waiting).look.is_some() {
        tokio::task::yield_now().await;
    }
}

async fn next(results: &mut mpsc::Receiver<Looked>) -> i64 {
    tokio::time::timeout(Duration::from_secs(10), results.recv())
        .await
        .unwrap()
        .unwrap()
        .observation
        .media_ms
}

#[tokio::test]
async fn every_look_is_answered_in_its_order_with_the_sound_before_it() {
    let stage = stage();
    let (seat, mut results) = stage.pool.seat();
    for second in 1..=5 {
        seat.hear(&second_of_sound());
        seat.look(second * 1000, None);
        assert_eq!(next(&mut results).await, second * 1000);
    }
    assert_eq!(stage.heard.load(Ordering::Relaxed), 5 * 16_000);
    assert_eq!(stage.pool.load().looks_done, 5);
}

#[tokio::test]
async fn a_pool_that_stands_still_holds_nobody_up_and_the_newest_look_wins() {
    let stage = stage();
    let (seat, mut results) = stage.pool.seat();
    stage.stalled.store(true, Ordering::Relaxed);
    seat.look(0, None);
    taken(&seat).await;
    for second in 1..=20 {
        seat.hear(&second_of_sound());
        seat.look(second * 1000, None);
    }
    assert_eq!(lock(&seat.place.waiting).sound.len(), MOST_SOUND);
    stage.stalled.store(false, Ordering::Relaxed);
    assert_eq!(next(&mut results).await, 0);
    assert_eq!(next(&mut results).await, 20_000);
    assert_eq!(stage.pool.load().looks_replaced, 19);
    assert_eq!(stage.heard.load(Ordering::Relaxed), MOST_SOUND as u64);
}

#[tokio::test]
async fn a_late_pool_asks_for_fewer_looks() {
    let stage = stage();
    let (seat, _results) = stage.pool.seat();
    assert_eq!(seat.every(), Duration::from_secs(1));
    stage.stalled.store(true, Ordering::Relaxed);
    seat.look(0, None);
    taken(&seat).await;
    seat.look(1, None);
    tokio::time::sleep(Duration::from_millis(600)).await;
    seat.look(2, None);
    assert_eq!(seat.every(), Duration::from_secs(2));
    stage.stalled.store(false, Ordering::Relaxed);
}

#[tokio::test]
async fn rooms_take_turns_and_a_room_that_left_is_not_looked_at() {
    let stage = stage();
    let (first, mut first_results) = stage.pool.seat();
    let (second, mut second_results) = stage.pool.seat();
    stage.stalled.store(true, Ordering::Relaxed);
    first.look(1, None);
    taken(&first).await;
    second.look(2, None);
    first.look(3, None);
    let (gone, mut gone_results) = stage.pool.seat();
    gone.look(4, None);
    drop(gone);
    stage.stalled.store(false, Ordering::Relaxed);
    assert_eq!(next(&mut first_results).await, 1);
    assert_eq!(next(&mut second_results).await, 2);
    assert_eq!(next(&mut first_results).await, 3);
    assert!(gone_results.recv().await.is_none());
    assert_eq!(stage.pool.load().looks_done, 3);
}

#[tokio::test]
async fn the_end_of_the_pool_is_the_end_of_its_seats_looks() {
    let stage = stage();
    let (seat, mut results) = stage.pool.seat();
    drop(stage.pool);
    seat.look(1, None);
    drop(seat);
    assert!(results.recv().await.is_none());
}
