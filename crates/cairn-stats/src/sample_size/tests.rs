use super::needed_for_precision;

/// By hand with z² = 3.841459: 3 of 140 is p = 3.5 ÷ 141 = 0.0248227, so 3.841459 · 0.9751773 ÷ (0.25 ·
/// 0.0248227) = 603.65; nothing of nothing is p = ½, so 3.841459 ÷ 0.25 = 15.37; 49.5 of 99 is too.
#[test]
fn numbers_worked_out_by_hand() {
    assert_eq!(needed_for_precision(3, 140, 0.5, 0.95), 604);
    assert_eq!(needed_for_precision(0, 0, 0.5, 0.95), 16);
    assert_eq!(needed_for_precision(50, 100, 0.5, 0.95), 16);
    // A tenth of the width takes a hundred times as many: 15.365836 · 100.
    assert_eq!(needed_for_precision(0, 0, 0.05, 0.95), 1_537);
}
