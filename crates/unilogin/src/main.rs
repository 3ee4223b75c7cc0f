//! `unilogin`: the one program. It reads the command line and hands over to the command.
//!
//! What it does not do: anything a command does.

mod commands;
mod config;
mod control;
mod drop_folder;
mod first_byte;
mod house;
mod jobs;
mod key_file;
mod key_report;
mod listener;
mod lock;
mod logging;
mod place;
mod post;
mod spool;

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
    /// Run the server.
    Serve(commands::serve::Arguments),
    /// Run the whole product with made-up people.
    Demo(commands::demo::Arguments),
    /// Register, list and close services.
    Client(commands::client::Arguments),
    /// Bring the database up to this version.
    Migrate(commands::migrate::Arguments),
    /// Look at keys, database and disk, and say what to do.
    Doctor(commands::doctor::Arguments),
    /// Check that nothing in the record of what happened was changed.
    Verify(commands::verify::Arguments),
    /// Exchange keys.
    Keys(commands::keys::Arguments),
    /// Measure this machine.
    Bench(commands::bench::Arguments),
    /// Write the import files of a made-up country.
    Generate(commands::generate::Arguments),
    /// Load institutions' files, or decide about those that wait.
    Import(commands::import::Arguments),
    /// Make or end bearer tokens of systems that push files.
    #[command(subcommand)]
    ImportToken(commands::operator::TokenCommand),
    /// Show an institution or a person.
    #[command(subcommand)]
    Show(commands::show::Arguments),
    /// Decide an institution's settings.
    #[command(subcommand)]
    Institution(commands::operator::InstitutionCommand),
    /// Decide or show the settings of the whole country.
    #[command(subcommand)]
    National(commands::national::Arguments),
    /// Give or take administrators' rights.
    #[command(subcommand)]
    Admin(commands::operator::AdminCommand),
    /// Say who sits at the operator's desk.
    #[command(subcommand)]
    Operator(commands::operators::OperatorCommand),
    /// Give licences.
    #[command(subcommand)]
    Licence(commands::operator::LicenceCommand),
    /// Show or run the jobs of the night.
    #[command(subcommand)]
    Jobs(commands::jobs::JobsCommand),
    /// Make one account of two.
    #[command(subcommand)]
    Person(commands::cases::PersonCommand),
    /// Show what waits for an operator.
    #[command(subcommand)]
    Case(commands::cases::CaseCommand),
    /// Ask institutions for data access.
    #[command(subcommand)]
    Agreement(commands::cases::AgreementCommand),
}

fn main() -> anyhow::Result<()> {
    match Program::parse().command {
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Demo(arguments) => commands::demo::run(&arguments),
        Command::Client(arguments) => commands::client::run(arguments),
        Command::Migrate(arguments) => commands::migrate::run(&arguments),
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
        Command::Keys(arguments) => commands::keys::run(arguments),
        Command::Bench(arguments) => commands::bench::run(&arguments),
        Command::Generate(arguments) => commands::generate::run(&arguments),
        Command::Import(arguments) => commands::import::run(arguments),
        Command::ImportToken(command) => commands::operator::run_token(command),
        Command::Show(arguments) => commands::show::run(arguments),
        Command::Institution(command) => commands::operator::run_institution(command),
        Command::National(command) => commands::national::run(command),
        Command::Admin(command) => commands::operator::run_admin(command),
        Command::Operator(command) => commands::operators::run(command),
        Command::Licence(command) => commands::operator::run_licence(command),
        Command::Jobs(command) => commands::jobs::run(command),
        Command::Person(command) => commands::cases::run_person(command),
        Command::Case(command) => commands::cases::run_case(command),
        Command::Agreement(command) => commands::cases::run_agreement(command),
    }
}
