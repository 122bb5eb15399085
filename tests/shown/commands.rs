//! Commands that people copy, from the help or from the documents, are commands that
//! the program understands; each command teaches with examples; completions and
//! manual pages name every command.
#![allow(clippy::disallowed_methods, reason = "these tests read the project's own pages")]

use crate::program;

use clap::Command;
use clap::error::ErrorKind;
use program::Place;
use std::path::{Path, PathBuf};

/// The program and every command below it, each with its words.
fn commands() -> Vec<(Vec<String>, Command)> {
    fn below(words: &[String], command: &Command, into: &mut Vec<(Vec<String>, Command)>) {
        into.push((words.to_vec(), command.clone()));
        for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
            let words = [words, &[inner.get_name().to_owned()]].concat();
            below(&words, inner, into);
        }
    }
    let mut command = faultbook::cli::command();
    command.build();
    let mut all = Vec::new();
    below(&["faultbook".to_owned()], &command, &mut all);
    all
}

fn long_help(command: &Command) -> String {
    command.clone().render_long_help().to_string()
}

#[test]
fn every_command_teaches_with_examples() {
    for (words, command) in commands() {
        let help = long_help(&command);
        let examples = help.split_once("Examples:").map(|(_, after)| after);
        let examples = examples.unwrap_or_else(|| panic!("{words:?} has no examples:\n{help}"));
        let own = words.join(" ");
        let lines = examples.lines().map(str::trim);
        let count = lines.filter(|line| line.starts_with(&own)).count();
        let fewest = if words.len() == 1 { 2 } else { 1 };
        assert!(count >= fewest, "{own} shows {count} examples of itself");
        assert!(help.contains("Exit codes"), "{own} says nothing of its exit codes");
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!((10..=80).contains(&about.chars().count()), "{own}: {about}");
        let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
        assert!(long.contains("Use it") || words.len() == 1, "{own} does not say when to use it");
        for line in help.lines().filter(|line| line.contains("faultbook ")) {
            assert!(line.chars().count() <= 100, "{own}: too long for a terminal: {line}");
        }
    }
}

#[test]
fn every_example_in_the_help_is_understood() {
    let mut count = 0;
    for (words, command) in commands() {
        for line in command_lines(&long_help(&command)) {
            understood(&line, &words.join(" "));
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn every_command_in_the_documents_is_understood() {
    let mut count = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a readable page");
        let lines = command_lines(&text).into_iter().map(|line| (line, false));
        for (line, named) in lines.chain(spans(&text).into_iter().map(|line| (line, true))) {
            count += 1;
            match parsed(&line) {
                // A command that is named within a sentence may lack what it is about.
                Err(error) if !(named && is_unfinished(error.kind())) => {
                    panic!("{}: `{line}` is not understood:\n{error}", page.display());
                }
                _ => {}
            }
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn a_command_that_is_not_understood_is_found() {
    let text = "text\n    faultbook biuld   # once\n$ faultbook check --strict\nfaultbook new fault --divice A \"x y\"\n";
    let lines = command_lines(text);
    assert_eq!(lines.len(), 3, "{lines:?}");
    let fails = |line: &str| parsed(line).is_err();
    assert!(fails(&lines[0]) && !fails(&lines[1]) && fails(&lines[2]));
    assert_eq!(shell_words("a \"b c\" d'e f' > out"), ["a", "b c", "de f"]);
    assert_eq!(spans("see `faultbook init DIR` and `x`"), ["faultbook init DIR"]);
}

#[test]
fn the_help_lists_commands_in_groups() {
    let place = Place::new();
    let help = place.run(&["--help"]).out;
    let at = |word: &str| help.find(word).unwrap_or_else(|| panic!("{word}:\n{help}"));
    for pair in [
        "Begin:",
        "  init ",
        "Every week:",
        "  check ",
        "  build ",
        "Write and look up:",
        "  new ",
        "  inspect ",
        "  explain ",
        "Tidy and set up:",
        "  completions ",
        "Options of every command:",
    ]
    .windows(2)
    {
        assert!(at(pair[0]) < at(pair[1]), "{pair:?}:\n{help}");
    }
    assert!(!help.contains("More:"), "{help}");
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let answer = place.run(&["completions", shell]);
        assert_eq!(answer.exit, 0, "{shell}");
        for (words, _) in commands().iter().filter(|(words, _)| words.len() > 1) {
            assert!(answer.out.contains(words.last().expect("a word")), "{shell}: {words:?}");
        }
        let written = place.run(&["completions", shell, "--dir", "c"]).out;
        assert_eq!(place.read(written.trim_end()), answer.out, "{shell}");
    }
    let written = place.run(&["completions", "man", "--dir", "man/man1"]).out;
    for (words, _) in commands() {
        let page = format!("man/man1/{}.1", words.join("-"));
        assert!(
            written.lines().any(|line| Path::new(line) == Path::new(&page)),
            "{page}: {written}"
        );
        let text = place.read(&page);
        assert!(text.contains(".TH") && text.contains(".SH EXAMPLES\n.nf\n"), "{page}: {text}");
    }
    assert!(place.run(&["completions", "man"]).out.contains(".SH NAME"));
    assert_eq!(place.run(&["completions", "tcsh"]).exit, 2);
}

/// Lines that begin with the program's name, as a person would type them.
fn command_lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("$ "));
    lines
        .filter(|line| line.starts_with("faultbook "))
        .filter(|line| is_command(line))
        .map(str::to_owned)
        .collect()
}

/// A sentence may begin with the program's name; a command goes on with a word of
/// small letters or an option, and a sentence with one of these.
fn is_command(line: &str) -> bool {
    const SENTENCES: [&str; 12] = [
        "is", "has", "turns", "reads", "writes", "finds", "says", "was", "will", "can", "does",
        "wrote",
    ];
    let second = line.split_whitespace().nth(1).unwrap_or_default();
    second.starts_with(|c: char| c.is_ascii_lowercase() || c == '-') && !SENTENCES.contains(&second)
}

/// Commands inside a line, between backticks; those that name no command are names.
fn spans(text: &str) -> Vec<String> {
    let odd = text.split('`').skip(1).step_by(2);
    odd.filter(|span| span.starts_with("faultbook ") && !span.contains('\n') && is_command(span))
        .map(str::to_owned)
        .collect()
}

fn understood(line: &str, whence: &str) {
    if let Err(error) = parsed(line) {
        panic!("{whence}: `{line}` is no command that the program understands:\n{error}");
    }
}

fn parsed(line: &str) -> Result<(), clap::Error> {
    match faultbook::cli::command().try_get_matches_from(shell_words(line)) {
        Err(error) if error.use_stderr() => Err(error),
        _ => Ok(()), // help and version are answers, too
    }
}

fn is_unfinished(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::MissingRequiredArgument
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    )
}

/// The words of a line as a shell parts them, up to a comment, pipe or redirection.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, '>' | '|' | '&' | ';') => break,
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The documents that people read.
fn pages() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let top =
        ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md"];
    let mut pages: Vec<PathBuf> = top.iter().map(|page| root.join(page)).collect();
    for entry in std::fs::read_dir(root.join("docs")).expect("the docs folder") {
        pages.push(entry.expect("a readable folder").path());
    }
    pages.retain(|page| page.extension().is_some_and(|end| end == "md"));
    pages.sort();
    pages
}
