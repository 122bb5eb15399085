//! What `serve --help` teaches.

use super::Help;

/// `serve`
pub(in crate::cli) const SERVE: Help = Help {
    when: "\
Shows the sites of the project in a browser, from memory, and shows them anew as soon
as a file of the project changes. Open pages load again by themselves and stay where
they were. What stands in the way is shown over the page, with file, line and how to
mend it; the last good state stays until then. Use it while you write articles,
configuration or a theme. Nothing is written: faultbook build does that. It listens on
this machine alone; with --lan others in your network can read every site that is not
encrypted, the department's own included. Ctrl-C ends it (docs/serve.md).",
    examples: "\
Examples:
  faultbook serve
  faultbook serve --port 0 --drafts
  faultbook serve --audience C-01

  For a phone in the same network:
    faultbook serve --lan

  On a network folder, or in a container:
    faultbook serve --poll

Exit codes: 2 it cannot begin (the port is taken, there is no project); 130 ended with
Ctrl-C.",
};
