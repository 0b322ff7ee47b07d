//! `cargo xtask edges`.
pub(crate) fn run() -> anyhow::Result<()> {
    Ok(())
}
