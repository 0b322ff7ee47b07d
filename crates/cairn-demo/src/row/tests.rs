use std::collections::HashSet;

use super::*;

fn rows() -> Vec<ShopRow> {
    let plan = ShopPlan::new(21, 2_000, 60, 16_000).unwrap();
    plan.rows().map(Result::unwrap).collect()
}

#[test]
fn message_ids_are_unique() {
    let rows = rows();
    let ids: HashSet<&str> = rows.iter().map(|row| row.message_id.as_str()).collect();
    assert_eq!(ids.len(), rows.len());
}

#[test]
fn only_purchases_have_money_and_only_products_a_category() {
    for row in rows() {
        let is_purchase = row.event == "purchase";
        assert_eq!(row.value.is_some(), is_purchase, "{row:?}");
        assert_eq!(row.order_id.is_some(), is_purchase, "{row:?}");
        let has_category = matches!(row.event, "product_viewed" | "cart");
        assert_eq!(row.category.is_some(), has_category, "{row:?}");
        assert!(row.path.starts_with('/'), "{row:?}");
    }
}

#[test]
fn some_orders_are_told_twice_with_one_amount() {
    let rows = rows();
    let purchases: Vec<&ShopRow> = rows.iter().filter(|row| row.order_id.is_some()).collect();
    let twice = |row: &&&ShopRow| {
        purchases
            .iter()
            .any(|other| other.order_id == row.order_id && other.message_id != row.message_id)
    };
    let told_twice: Vec<_> = purchases.iter().filter(twice).collect();
    assert!(!told_twice.is_empty());
    for pair in told_twice.chunks(2) {
        assert_eq!(pair[0].value, pair[1].value);
    }
}
