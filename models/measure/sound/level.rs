//! Power and decibels.

/// Nothing is reported below this: 16-bit silence is about −98 dB of full scale, and no
/// microphone comes near.
pub const FLOOR_DBFS: f32 = -90.0;

/// Decibels of full scale of a mean square (a full-scale square wave is 0 dB).
pub fn power_to_dbfs(mean_square: f64) -> f32 {
    if mean_square > 0.0 && mean_square.is_finite() {
        ((10.0 * mean_square.log10()) as f32).max(FLOOR_DBFS)
    } else {
        FLOOR_DBFS
    }
}

pub fn dbfs_to_power(dbfs: f32) -> f64 {
    10_f64.powf(f64::from(dbfs) / 10.0)
}

/// Decibels of full scale of a sample's size.
pub fn amplitude_to_dbfs(amplitude: f32) -> f32 {
    power_to_dbfs(f64::from(amplitude).powi(2))
}
