//! `serve`: the sites of the project on this machine, as they are while somebody works on
//! them. Watching and answering is the business of `serve`; here the project is read, and
//! the person at the terminal is told.

mod lan;
mod show;
mod source;

use super::args::{Global, Serve};
use super::build::use_threads;
use super::console::Console;
use super::project::Places;
use super::{Exit, crash, draw};
use crate::diag::{Diagnostic, Diagnostics};
use crate::serve::{Ways, serve};
use show::Teller;
use source::Project;

/// Runs `serve`; it comes back only where it cannot begin.
pub(super) fn run(asked: &Serve, global: &Global, console: Console) -> Exit {
    match begin(asked, global, console) {
        Ok(never) => match never {},
        Err(finding) => draw::refusal("serve", &Diagnostics::from_iter([finding]), global),
    }
}

fn begin(
    asked: &Serve,
    global: &Global,
    console: Console,
) -> Result<std::convert::Infallible, Diagnostic> {
    let places = Places::of(global)?;
    use_threads(global.jobs)?;
    let lan = asked.lan.map(lan::address).transpose()?;
    let ways = Ways { port: asked.port, lan, hosts: asked.host.clone(), poll: asked.poll };
    let inputs = source::inputs(&places, global);
    let teller = Teller::new(global, console, &inputs.root);
    crash::goes_on();
    serve(&ways, inputs, &mut Project::new(&places, global), &teller)
}
