//! When a delivery is attempted again: at once, then after growing gaps, by the emulator's clock.

/// Seconds between a failed attempt and the next one.
const GAPS: [i64; 5] = [1, 10, 60, 600, 3_600];

/// How long to wait after attempt number `attempt`, which begins at 1, has failed; nothing after the last one.
pub(super) fn gap_after(attempt: u32) -> Option<i64> {
    GAPS.get(usize::try_from(attempt).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_six_attempts_with_growing_gaps() {
        let gaps: Vec<_> = (1..=6).map(gap_after).collect();
        assert_eq!(gaps, [Some(1), Some(10), Some(60), Some(600), Some(3_600), None]);
        assert_eq!(gap_after(0), None);
    }
}
