//! Cairn: conversion intelligence in one binary, one directory.

mod cli;
mod client;
mod commands;
mod context;
mod export;
mod failure;
mod import_events;
mod kept;
mod logging;
mod progress;
mod recovery;
mod table;
mod talk;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use context::{Context, Verdict};

/// Collecting makes and drops many small things, across threads: docs/benchmarks.md has the figures.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.data, cli.threads);
    let verdict = match cli.command {
        Command::Site(command) => commands::site::run(&context, command),
        Command::Goal(command) => commands::goal::run(&context, command),
        Command::Funnel(command) => commands::funnel::run(&context, command),
        Command::Population(command) => commands::population::run(&context, command),
        Command::Import(command) => commands::import::run(&context, command),
        Command::Query(arguments) => commands::query::run(&context, arguments),
        Command::Ledger(command) => commands::ledger::run(&context, &command),
        Command::Export(command) => commands::export::run(&context, &command),
        Command::Expire(arguments) => commands::expire::run(&context, &arguments),
        Command::Erase(arguments) => commands::erase::run(&context, &arguments),
        Command::Compact(arguments) => commands::compact::run(&context, &arguments),
        Command::Serve(arguments) => commands::serve::run(&context, &arguments),
        Command::Key(command) => commands::key::run(&context, command),
        Command::SignIn => commands::sign_in::run(&context),
        Command::Storage(arguments) => commands::storage::run(&context, &arguments),
        Command::Verify(arguments) => commands::verify::run(&context, &arguments),
        Command::Backup(arguments) => commands::backup::run(&context, arguments),
        Command::Restore(arguments) => commands::restore::run(&context, &arguments),
        Command::Demo(arguments) => commands::demo::run(&context, &arguments),
    };
    match verdict {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::Negative) => ExitCode::from(1),
        // Whoever closed the pipe has read enough.
        Err(error) if talk::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk::say(format_args!("{}", failure::describe(&error)));
            ExitCode::from(failure::exit_code(&error))
        }
    }
}
