//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use coach::Language;
use platform::accounts::{NewUser, Place, Role};
use platform::demo::DemoLogin;

use crate::config::{Config, table};
use crate::media_process::MediaProcessArguments;
use crate::wiring::Parts;
use crate::{certificate, metrics, serve, telemetry};

/// JOBGATE Video Studio: candidates record a guided presentation in the browser,
/// recruiters watch it beside the CV.
///
/// Settings come from the environment and, below it, from a TOML file;
/// `jobgate settings` lists them all. Without DATABASE_URL or DB_NAME a private
/// PostgreSQL is started in JOBGATE_DATA_DIR.
#[derive(Parser)]
#[command(name = "jobgate", version, arg_required_else_help = true)]
pub struct Arguments {
    /// TOML file with settings [default: jobgate.toml, where it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// Whether this is a child of `serve`: it shares nothing with the other commands.
    pub fn media_process(&self) -> Option<&MediaProcessArguments> {
        match &self.command {
            Command::MediaProcess(arguments) => Some(arguments),
            _ => None,
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// Serve the page, the API and live sessions until SIGINT or SIGTERM
    ///
    /// The first signal stops in order: takes under way are closed and kept. The
    /// second stops at once; the next start recovers what was being recorded.
    Serve(ServeArguments),
    /// Bring the database's schema up to date
    Migrate,
    /// Create the demo company, its people and two candidates, and print their log-ins
    Demo,
    /// Prove that rows and files agree; exit 1 and name each fault when they do not
    Check {
        /// Prove instead that the audit log is as it was sealed
        #[arg(long)]
        audit: bool,
    },
    /// Manage accounts
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Print every setting with its default and what is allowed
    Settings,
    /// Print the OpenAPI 3.1 description of the API
    Openapi,
    /// Print every problem the API answers with, as Markdown
    Problems,
    /// Print every metric that JOBGATE_METRICS_LISTEN exports, as Markdown
    Metrics,
    /// Make a self-signed certificate (cert.pem, key.pem) for this machine's addresses
    Certificate { folder: PathBuf },
    /// What `serve` starts for live rooms; of no use to people
    #[command(hide = true)]
    MediaProcess(MediaProcessArguments),
}

#[derive(Args)]
pub struct ServeArguments {
    /// What this process does; several may be given
    #[arg(
        long = "role",
        value_enum,
        value_delimiter = ',',
        default_value = "all"
    )]
    pub roles: Vec<ProcessRole>,
    /// Create the demo data first and print the log-ins
    #[arg(long)]
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProcessRole {
    /// Everything
    All,
    /// The page and the API
    Api,
    /// Live sessions: signalling, media, recording
    Media,
    /// Background jobs: conversion, thumbnails
    Worker,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Create an account; the password is read from standard input
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        first_name: String,
        #[arg(long)]
        last_name: String,
        /// candidate, recruiter, company_admin or platform_admin
        #[arg(long, default_value = "candidate")]
        role: String,
        /// The company of a recruiter or company admin; made when it is new
        #[arg(long)]
        company: Option<String>,
    },
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Settings => {
            print!("{}", table::markdown());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Openapi => {
            print!("{}", platform::openapi());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Problems => {
            print!("{}", platform::error::markdown());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Metrics => {
            print!("{}", metrics::markdown());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Certificate { folder } => {
            certificate::make(folder)?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let config = Config::load(arguments.config.as_deref())?;
    telemetry::init(&config.log);
    if let Command::Serve(serve) = arguments.command {
        serve::run(config, serve).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let parts = Parts::open(&config).await?;
    let result = one_shot(&arguments.command, &parts).await;
    parts.leave().await;
    result
}

async fn one_shot(command: &Command, parts: &Parts) -> anyhow::Result<ExitCode> {
    match command {
        Command::Migrate => println!("The schema is up to date."),
        Command::Demo => print_demo(&platform::demo::demo(&parts.platform).await?),
        Command::Check { audit: true } => {
            let report = platform::audit::verify(&parts.platform).await?;
            println!("{report}");
            if !report.is_clean() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Check { audit: false } => {
            let report = platform::check::check(&parts.platform, &parts.takes_dir).await?;
            println!("{report}");
            if !report.is_clean() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::User { command } => create_user(command, parts).await?,
        Command::Serve(_)
        | Command::MediaProcess(_)
        | Command::Settings
        | Command::Openapi
        | Command::Problems
        | Command::Metrics
        | Command::Certificate { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn create_user(command: &UserCommand, parts: &Parts) -> anyhow::Result<()> {
    let UserCommand::Create {
        email,
        first_name,
        last_name,
        role,
        company,
    } = command;
    let role = Role::parse(role).ok_or_else(|| {
        anyhow::anyhow!(
            "--role is {role:?}; allowed: candidate, recruiter, company_admin, platform_admin"
        )
    })?;
    let place = match (role, company) {
        (Role::Candidate, None) => Place::Candidate,
        (Role::PlatformAdmin, None) => Place::PlatformAdmin,
        (Role::Recruiter | Role::CompanyAdmin, Some(name)) => {
            let company = platform::companies::ensure(&parts.platform, name).await?;
            match role {
                Role::Recruiter => Place::Recruiter(company),
                _ => Place::CompanyAdmin(company),
            }
        }
        (_, Some(_)) => anyhow::bail!("--company is for recruiters and company admins only"),
        (_, None) => anyhow::bail!("--company is needed for a recruiter or company admin"),
    };
    eprint!(
        "Password (at least {} characters): ",
        platform::accounts::MIN_PASSWORD
    );
    let mut password = String::new();
    std::io::stdin().read_line(&mut password)?;
    let id = platform::accounts::create(
        &parts.platform,
        NewUser {
            email: email.clone(),
            password: password.trim_end_matches(['\r', '\n']).to_owned(),
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            language: Language::default(),
            place,
        },
    )
    .await?;
    println!("{id}");
    Ok(())
}

pub fn print_demo(logins: &[DemoLogin]) {
    println!("Demo log-ins (role, e-mail, password):");
    for login in logins {
        println!(
            "  {:<15} {:<28} {}",
            login.role.replace(' ', "_"),
            login.email,
            login.password
        );
    }
}
