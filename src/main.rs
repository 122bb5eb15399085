//! The command line of faultbook; see the library for what it does.

fn main() -> std::process::ExitCode {
    faultbook::cli::run()
}
