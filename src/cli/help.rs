//! What `--help` teaches: when a command is the right one, and commands to copy. A
//! test runs every example through the parser (`tests/shown/commands.rs`).

mod serve;

pub(super) use serve::SERVE;

use super::args::Args;
use clap::{Command, CommandFactory};

/// The long help of a command.
pub(super) struct Help {
    /// What it does and when to use it.
    pub(super) when: &'static str,
    /// Commands to copy, and exit codes where they matter.
    pub(super) examples: &'static str,
}

/// What the program is.
pub(super) const ABOUT: &str = "\
Turns what a service department already has (service logs exported from Excel,
Markdown fault reports and solution articles) into a static site: known fixes
with measured evidence, a page for each device, recurring faults, monthly
reports. No server, no database; the site opens from a folder.";

/// Below the short help.
pub(super) const SHORT: &str = "\
`faultbook --help` shows examples, `faultbook help COMMAND` teaches a command.";

/// Below the long help.
pub(super) const EXAMPLES: &str = "\
Examples:
  A folder with one exported CSV is a project:
    faultbook check
    faultbook build

  A project elsewhere, as things stood at the end of October:
    faultbook build --root ~/service --as-of 2026-10-31

  What is known of a device:
    faultbook inspect SIM-007

Exit codes of build and check:
  0  done; warnings, repaired and rejected rows are allowed
  1  done, but a file or page was left out
  2  stopped, nothing was replaced
  3  another build is running";

/// `init`
pub(super) const INIT: Help = Help {
    when: "\
Writes a small example project that builds as it is: a log, a device table, a
fault report, a solution article, and a faultbook.toml whose comments explain
it. Use it to see how the files look and to copy from. Nothing that exists is
overwritten.",
    examples: "\
Examples:
  faultbook init example
  faultbook init example --lang zh
  faultbook build --root example

Exit codes: 0 written; 2 a file of the example is already there, nothing written.",
};

/// `import`
pub(super) const IMPORT: Help = Help {
    when: "\
Looks at a table from elsewhere (CSV in any accepted encoding, or a workbook)
and says what it seems to hold, what each column means and why, what stays
unmapped, and how many rows would be read. Use it when a column is not
recognised. It needs no project and writes nothing unless asked to.",
    examples: "\
Examples:
  What an export holds, and how it would be read:
    faultbook import export.csv

  The proposed block, appended to faultbook.toml:
    faultbook import content/logs/export.csv --write

  One sheet of a workbook, by a preset, for an editor:
    faultbook import tickets.xlsx --sheet 2026 --preset zammad --json

  The log itself with the headers, times and words that faultbook knows:
    faultbook import export.csv --to csv --out content/logs/2026.csv

Exit codes: 0 looked at; 2 it cannot be read, or the block cannot be written.",
};

/// `check`
pub(super) const CHECK: Help = Help {
    when: "\
Reads the whole project, says what it found (with file, line, column and how to
mend it), and writes nothing. Use it after each export, before the build. The
findings go to standard output.",
    examples: "\
Examples:
  faultbook check
  faultbook check --verbose
  faultbook check --strict --quiet
  faultbook check --message-format short
  faultbook check --json > findings.json

Exit codes: 0, 1, 2 and 3 as the build would; with --strict any finding is 2.",
};

/// `build`
pub(super) const BUILD: Help = Help {
    when: "\
Reads the project and writes its sites into output/. A site is replaced wholly
or not at all: when the build stops, the former site is as it was. Use it once a
week after the export, and before a report is signed. With --bundle each site is
also written as one zip file, to hand out and open from a folder; without it
former zip files are removed, so that none is older than its site.",
    examples: "\
Examples:
  faultbook build
  faultbook build --as-of 2026-10-31
  faultbook build --bundle
  faultbook build --root ~/service --output-dir /srv/www/service
  faultbook build --strict --json

Exit codes:
  0  every site was written; warnings, repaired and rejected rows are allowed
  1  the sites were written, but a file, page or attachment was left out
  2  stopped, nothing was replaced (with --strict: because of any finding)
  3  another build of this project is running",
};

/// `report`
pub(super) const REPORT: Help = Help {
    when: "\
Prints what the service report of a month, quarter or year says: its headlines and
sentences, or its data file with --json. With --freeze it writes the figures and
the rows behind them into frozen-reports/, for version control: from then on every
build says where the report differs, on its page, in its data file and as a finding
(FB0802). Use it when a report is signed. All sites are frozen, or those that
--audience names. What is not over is refused. What is frozen
already stays as it is; if its figures differ, nothing is written unless --restate
says so. With --check-frozen every frozen report is compared, for continuous
integration. With --pdf or --xlsx it writes a file to hand on, of a report or with
--device of a device; PDF where the program was built with it (docs/reports.md).",
    examples: "\
Examples:
  faultbook report 2026-10
  faultbook report 2026-10 --audience C-01
  faultbook report 2026 --json
  faultbook report 2026-10 --pdf signed.pdf --lang en
  faultbook report --device LW-208 --pdf
  faultbook report 2026-10 --freeze --as-of 2026-10-31
  faultbook report 2026-10 --freeze --restate --audience C-01
  faultbook report --check-frozen

Exit codes: 0 printed, frozen, or nothing differs; 1 with --check-frozen: a report
differs or its file cannot be used, each is listed; 2 refused or not known, nothing
written.",
};

/// `audit`
pub(super) const AUDIT: Help = Help {
    when: "\
Opens every file of every built site but the internal one, also inside archives,
workbooks, PDFs and pictures, and searches it for what belongs to another customer
or to the house alone: names, people, telephone numbers, mails, addresses, devices,
serial numbers, tickets, files, and canaries. It shares no code with what leaves
these things out. A build does the same before it replaces a site. Use it before
publishing, after somebody touched the output, or to have the certificate, which is
written beside the sites: what was searched for, what was left out and why, which
files were searched, what was found (docs/audit.md).",
    examples: "\
Examples:
  faultbook audit
  faultbook audit --root ~/service --output-dir /srv/www/service
  faultbook audit --json > certificate.json

Exit codes: 0 nothing found; 2 something belongs to somebody else, or a site cannot
be read; 3 a build is running.",
};

/// `new`
pub(super) const NEW: Help = Help {
    when: "\
Starts a record that you then fill in. Use it instead of copying an old file: it
writes a Markdown file with the usual fields and headings, or a row in the
project's own table. The record takes the next free id of the project's own
pattern, lies where the project keeps its like, and speaks the project's
languages. The path goes to standard output, what to fill in next to standard
error. No file is overwritten and no byte of a table is changed: a row is only
added at its end.

Names are checked: a device, code or model that is missing from the project's own
table is refused with the nearest one in it; --allow-unknown writes it all the
same. Without a table a new name is written and noted.",
    examples: "\
Examples:
  faultbook new fault --device SIM-007 --code E-104 \"Channel 2 black\"
  faultbook new solution \"Channel black: fit supply board revision C\"
  faultbook new device SIM-013 --model FS-700 --customer C-01
  faultbook new visit --device SIM-007 --date 2026-11-02

Exit codes: 0 written; 2 nothing written.",
};

/// `new fault`
pub(super) const NEW_FAULT: Help = Help {
    when: "\
Starts a fault report. Use it when a fault is reported that no log will hold, or
that deserves more than a row: findings, pictures, measures. The report is open
until you fill in `resolved_at`.",
    examples: "\
Examples:
  faultbook new fault --device SIM-007 --code E-104 \"Channel 2 black\"
  faultbook new fault -d SIM-002 -d SIM-003 --priority P1 \"Both halls without picture\"
  faultbook new fault --device LW-208 --date 2026-03-05T14:05 \"整列不亮\"

Exit codes: 0 written; 2 nothing written.",
};

/// `new solution`
pub(super) const NEW_SOLUTION: Help = Help {
    when: "\
Starts a solution article. Use it after a repair that somebody will have to do
again. It is marked as work in progress until you write down the resolution; its
page then measures by itself how long the fix holds, from the tickets that name
it.",
    examples: "\
Examples:
  faultbook new solution \"Channel black: fit supply board revision C\"
  faultbook new solution \"遥控器失灵：更换红外接收头\" --code S-07 --model HD-310
  faultbook new solution \"Hum on the intercom\" --ticket FR-20260318-07 --part LK-N03

Exit codes: 0 written; 2 nothing written.",
};

/// `new device`
pub(super) const NEW_DEVICE: Help = Help {
    when: "\
Adds a device to the device table, in the table's own encoding, columns and line
ends, as a new last row. Use it when a device leaves the factory, or when `check`
says that a device of the log is not in the table. Without a table, one is begun
that Excel opens.",
    examples: "\
Examples:
  faultbook new device SIM-013 --model FS-700 --customer C-01 --site S-11
  faultbook new device LW-301 --model LW-25 --serial LW25-2603-0088 --accepted-on 2026-03-05
  faultbook new device P-101 --name 一号取水泵

Exit codes: 0 written; 2 nothing written.",
};

/// `new action`
pub(super) const NEW_ACTION: Help = Help {
    when: "\
Starts a corrective or preventive measure. Use it for what a monthly review
decides; a measure that belongs to one fault can also stand in its report, as a
list item under the heading of measures. With a code or model, the report tests
whether the fault became rarer once `done_on` is filled in.",
    examples: "\
Examples:
  faultbook new action \"Fit revision C boards at the next visit\" --code E-104 --due 2026-11-15
  faultbook new action --kind preventive --model LW-25 --owner 质量小组 \"加装防尘滤网\"

Exit codes: 0 written; 2 nothing written.",
};

/// `new visit`
pub(super) const NEW_VISIT: Help = Help {
    when: "\
Plans a visit to a device or a site, with the days between which it is due. The
visits that follow from warranty and maintenance interval are planned by
themselves. Use it for the others. Fill in `done_on` when it has taken place.",
    examples: "\
Examples:
  faultbook new visit --device SIM-007
  faultbook new visit --site S-11 --kind quarterly --date 2026-11-02 --due 2026-11-20
  faultbook new visit --device TX-0114 --engineer 李军 --date 2026-12-01

Exit codes: 0 written; 2 nothing written.",
};

/// `inspect`
pub(super) const INSPECT: Help = Help {
    when: "\
Shows what the project knows of an id or a file: fields, file and line, what it
refers to, what refers to it, and what was found about it. Of a table or log it
shows encoding, separator, what each column was taken for, and the account of its
rows. Use it when a page shows something that you did not expect. Letters may be
large or small, wide or narrow; other names of a device work, too.",
    examples: "\
Examples:
  faultbook inspect SIM-007
  faultbook inspect e-104
  faultbook inspect FR-20261019-01 --json
  faultbook inspect content/devices.csv

Exit codes: 0 found; 2 nothing of that name (the nearest names are shown), or the
project cannot be read.",
};

/// `explain`
pub(super) const EXPLAIN: Help = Help {
    when: "\
Shows where a figure of a page comes from: its value, what it means, the formula
with its numbers filled in, the rows that enter it with what each adds, and the
rows left out and why, each with file and line. Use it when somebody asks where a
number comes from. First say whose figure: report MONTH, site (everything), device,
model, customer, code, component or solution with an id, hotspot FAMILY:GROUP.
Without a figure its figures are listed with their values; they have the names of
the data files (docs/data.md). A code such as FB0310 shows what the finding means.",
    examples: "\
Examples:
  faultbook explain report 2026-10
  faultbook explain report 2026-10 restore_median
  faultbook explain device SIM-001 mtbf --all
  faultbook explain hotspot model:FS-700
  faultbook explain solution SOL-0042 held_90d --json
  faultbook explain FB0310

Exit codes: 0 shown; 2 nothing of that name (the nearest names are shown), or the
project cannot be read.",
};

/// `hosting`
pub(super) const HOSTING: Help = Help {
    when: "\
Prints what the web server must be told about the sites: the policy against
foreign scripts, no framing by others, no listing by search engines, how long a
file may be kept. Use it once, when a site goes to a server of your own, and again
after a new version of faultbook. Two kinds of site differ: private (the
department's own and customers') and public. It needs no project. With --dir the
files are written; files of these names are replaced. Hosts that read such rules
from a file inside the site get it from the build: see [hosting] in
docs/configuration.md.",
    examples: "\
Examples:
  faultbook hosting nginx
  faultbook hosting nginx --dir /etc/nginx/faultbook
  faultbook hosting apache --dir /etc/apache2/faultbook

Exit codes: 0 written; 2 a file could not be written.",
};

/// `publish`
pub(super) const PUBLISH: Help = Help {
    when: "\
Brings a built site to the place that a target in faultbook.toml names: a folder,
or a host with SFTP. Only what differs goes up, in an order in which every page
finds what it shows at any moment; what is read back is compared; files of other
people there are never touched. A run that was cut is finished by the next one.
Use it after a build, and with --dry-run first, which shows what would be added,
changed and removed. What looks like a mistake (other readers, many files gone,
drafts, a site that was not searched for leaks) is refused until a flag allows it.
Passwords come from the environment, a file of your own or the agent:
docs/publishing.md.",
    examples: "\
Examples:
  faultbook publish www --dry-run
  faultbook publish www
  faultbook publish www --allow-delete 300
  faultbook publish www --rollback
  faultbook publish www --json

Exit codes:
  0  published, or nothing was to be done
  2  stopped before the host was asked: the target, the configuration, no built site
  3  a build is running
  4  refused, not authorised, locked by another publisher, or cut: the message says which
  5  the host stores something else than it was sent; the front page was not switched",
};

/// `access`
pub(super) const ACCESS: Help = Help {
    when: "\
Makes and keeps what opens private sites: for each a password for a web server, a
passphrase for an encrypted site, and the key of a folder that nobody can guess. They
lie in .faultbook/access.toml of the project, which its owner alone can read; a build
reads them and never makes them. Use it before a site goes to a host that is not yours.
Which of the three ways a site is closed by says faultbook.toml and your web server:
docs/access.md helps to choose.",
    examples: "\
Examples:
  faultbook access add C-01
  faultbook access list
  faultbook access show C-01
  faultbook access renew C-01
  faultbook access files --out /etc/nginx/faultbook

Exit codes: 0 done; 2 nothing was changed.",
};

/// `access list`
pub(super) const ACCESS_LIST: Help = Help {
    when: "\
Lists the private sites of the project and how each is closed. Use it to see who still
lacks secrets. It shows none, so that its output can be handed on.",
    examples: "\
Examples:
  faultbook access list
  faultbook access list --json

Exit codes: 0 listed; 2 the project or the file of secrets cannot be read.",
};

/// `access add`
pub(super) const ACCESS_ADD: Help = Help {
    when: "\
Makes the secrets of a site and shows them, for you to hand on. Use it once for each
customer, and for the department's own site (internal) where a web server is to ask for
a password there. Secrets that are there already stay as they are: see renew.",
    examples: "\
Examples:
  faultbook access add C-01
  faultbook access add internal
  faultbook access add --all

Exit codes: 0 made; 2 nothing was changed.",
};

/// `access show`
pub(super) const ACCESS_SHOW: Help = Help {
    when: "\
Shows the secrets of a site. Use it to hand them on again, and mind who looks over your
shoulder.",
    examples: "\
Examples:
  faultbook access show C-01
  faultbook access show C-01 C-02 --json

Exit codes: 0 shown; 2 there are none, or somebody edited them.",
};

/// `access renew`
pub(super) const ACCESS_RENEW: Help = Help {
    when: "\
Makes another password and passphrase for a site and shows them. Use it when somebody
who knew them leaves, or when they were seen. It takes effect when the site is built and
published anew and, for the password, when the files of the web server are written anew.
Addresses stay, printed codes included; with --folder they change, too.",
    examples: "\
Examples:
  faultbook access renew C-01
  faultbook access renew C-01 --folder

Exit codes: 0 renewed; 2 nothing was changed.",
};

/// `access remove`
pub(super) const ACCESS_REMOVE: Help = Help {
    when: "\
Forgets the secrets of a site. A site that is built by them cannot be built any more
until others are made; what is published stays as it is until you remove it. Use it
when a customer is gone.",
    examples: "\
Examples:
  faultbook access remove C-01

Exit codes: 0 forgotten; 2 there were none.",
};

/// `access files`
pub(super) const ACCESS_FILES: Help = Help {
    when: "\
Writes what a web server needs to ask for passwords: a file of passwords for each site
(bcrypt, one reader), and for nginx and Apache a file that gives each site its own and
closes everything else below the output folder. It includes the files of faultbook
hosting, which have to lie in the same folder. Use it after add, renew and remove, and
then reload the server. Without --out everything is printed, unless a folder is secret.",
    examples: "\
Examples:
  faultbook hosting nginx --dir /etc/nginx/faultbook
  faultbook access files --out /etc/nginx/faultbook

  For a server elsewhere, below https://…/service/:
    faultbook access files --out up --at /etc/fb --sites /srv/service --below /service/

Exit codes: 0 written; 2 a file could not be written, or there are no secrets.",
};

/// `clean`
pub(super) const CLEAN: Help = Help {
    when: "\
Removes the cache and those sites below the output folder that carry the marker of
faultbook. Your own files stay, wherever they lie. Use it to free space; a build
never needs it.",
    examples: "\
Examples:
  faultbook clean
  faultbook clean --root ~/service --output-dir /srv/www/service

Exit codes: 0 removed, or nothing to remove; 2 something could not be removed;
3 a build is running.",
};

/// `completions`
pub(super) const COMPLETIONS: Help = Help {
    when: "\
Prints a script that lets your shell complete commands and options with the Tab
key, or the manual pages. Use it once, after installing; it needs no project. For
packagers: --dir writes the files under the names that the shells and `man` look
for; files of these names are replaced.",
    examples: "\
Examples:
  faultbook completions bash > ~/.local/share/bash-completion/completions/faultbook
  faultbook completions zsh --dir ~/.zfunc
  faultbook completions fish > ~/.config/fish/completions/faultbook.fish
  faultbook completions powershell >> $PROFILE
  faultbook completions man --dir man/man1

Exit codes: 0 written; 2 a file could not be written.",
};

/// Commands in the order in which a person meets them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Begin", &["init", "import"]),
    ("Every week", &["check", "build", "serve", "report", "audit", "publish"]),
    ("Write and look up", &["new", "inspect", "explain"]),
    ("Tidy and set up", &["hosting", "access", "clean", "completions", "help"]),
];

/// The program's arguments as `clap` knows them, commands in groups.
pub(super) fn command() -> Command {
    // Building adds the `help` command, which belongs to the list.
    let mut built = Args::command();
    built.build();
    let list = grouped(&built);
    Args::command().help_template(format!(
        "{{before-help}}{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{list}\
         Options of every command:\n{{options}}{{after-help}}"
    ))
}

fn grouped(command: &Command) -> String {
    let mut list = String::new();
    for (title, names) in groups(command) {
        list.push_str(&format!("{title}:\n"));
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            list.push_str(&format!("  {name:<12} {about}\n"));
        }
        list.push('\n');
    }
    list
}

/// The groups, and under "More" what stands in none of them.
fn groups(command: &Command) -> Vec<(&'static str, Vec<&str>)> {
    let mut groups: Vec<(&'static str, Vec<&str>)> =
        GROUPS.iter().map(|(title, names)| (*title, names.to_vec())).collect();
    let visible = command.get_subcommands().filter(|c| !c.is_hide_set()).map(Command::get_name);
    let listed = |name: &&str| GROUPS.iter().any(|(_, names)| names.contains(name));
    let more: Vec<&str> = visible.filter(|name| !listed(name)).collect();
    if !more.is_empty() {
        groups.push(("More", more));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        command().debug_assert();
    }

    #[test]
    fn every_command_stands_in_a_group_and_every_group_names_commands() {
        let mut built = Args::command();
        built.build();
        assert!(groups(&built).iter().all(|(title, _)| *title != "More"), "{:?}", groups(&built));
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(built.find_subcommand(name).is_some(), "{name} is no command");
        }
    }
}
