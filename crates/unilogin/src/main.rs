//! `unilogin`: the one program. It reads the command line and hands over to the command.
//!
//! What it does not do: anything a command does.

mod commands;

use clap::Parser;

/// An open implementation of Unilogin.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write the import files of a made-up country.
    Generate(commands::generate::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Program::parse().command {
        Command::Generate(arguments) => commands::generate::run(&arguments),
    }
}
