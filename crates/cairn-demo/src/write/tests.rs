use super::*;

fn log(seed: u64) -> (String, Truth) {
    let plan = ShopPlan::new(seed, 1_500, 60, 12_000).unwrap();
    let mut bytes = Vec::new();
    let truth = write_csv(&plan, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), truth)
}

#[test]
fn a_seed_decides_every_byte() {
    assert_eq!(log(1), log(1));
    assert_ne!(log(1).0, log(2).0);
}

#[test]
fn the_truth_of_a_written_log_is_the_truth_of_its_plan() {
    let plan = ShopPlan::new(1, 1_500, 60, 12_000).unwrap();
    assert_eq!(log(1).1, Truth::of(&plan));
}

#[test]
fn the_file_holds_the_rows_of_the_plan() {
    let (text, _) = log(4);
    let plan = ShopPlan::new(4, 1_500, 60, 12_000).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), HEADER.to_vec());
    let mut records = reader.records();
    for row in plan.rows() {
        let row = row.unwrap();
        let record = records.next().unwrap().unwrap();
        assert_eq!(&record[0], row.message_id);
        assert_eq!(&record[1], row.event);
        assert_eq!(&record[2], row.event_time.to_string());
        assert_eq!(&record[3], row.user_id.unwrap_or_default());
        assert_eq!(&record[4], row.path);
        assert_eq!([&record[5], &record[6]], [row.channel, row.device]);
        assert_eq!(
            [&record[7], &record[8]],
            [row.country, row.category.unwrap_or_default()]
        );
        let money = row.value.map(|money| money.to_string()).unwrap_or_default();
        assert_eq!(format!("{} {}", &record[9], &record[10]).trim(), money);
        assert_eq!(&record[11], row.order_id.unwrap_or_default());
    }
    assert!(records.next().is_none());
}

struct FullDisk;

impl Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("disk full"))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let plan = ShopPlan::new(1, 10, 60, 100).unwrap();
    let error = write_csv(&plan, FullDisk).unwrap_err();
    assert_eq!(error.to_string(), "the log can't be written: disk full");
}
