use super::*;

#[test]
fn what_makes_no_shop_is_refused() {
    let cases = [
        ((0, 60, 0), PlanError::Persons),
        ((100_000_001, 60, 1_000_000_000), PlanError::Persons),
        ((100, 29, 800), PlanError::Days),
        ((100, 3_651, 800), PlanError::Days),
        ((100, 60, 499), PlanError::RowsPerPerson),
        ((100, 60, 100_200), PlanError::RowsPerPerson),
    ];
    for ((persons, days, rows), error) in cases {
        assert_eq!(ShopPlan::new(1, persons, days, rows), Err(error));
    }
    assert_eq!(
        PlanError::Days.to_string(),
        "a shop is open for 30 to 3650 days"
    );
}

#[test]
fn the_smallest_shop_is_one() {
    let plan = ShopPlan::new(1, 1, 30, 5).unwrap();
    assert!(plan.rows().count() > 0);
}

#[test]
fn the_log_starts_with_the_year_2026() {
    assert_eq!(ShopPlan::START.to_string(), "2026-01-01T00:00:00Z");
}
