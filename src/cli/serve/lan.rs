//! At which address others in the network reach this machine.

use crate::cli::args::Lan;
use crate::diag::{Code, Diagnostic};
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// The address that was named, or the one from which this machine would send.
pub(super) fn address(named: Lan) -> Result<IpAddr, Diagnostic> {
    match named {
        Lan::At(all) if all.is_unspecified() => Err(refused(&format!(
            "--lan={all} means every address of this machine, also those of networks that you do not mean"
        ))),
        Lan::At(address) => Ok(address),
        Lan::Own => own().ok_or_else(|| refused("this machine seems to be in no network")),
    }
}

fn refused(message: &str) -> Diagnostic {
    Diagnostic::new(Code::ServeListen, message).hint(
        "name one address of this machine, for example --lan=192.168.1.20, or leave --lan out",
    )
}

/// Asks the system from where it would send to elsewhere (an address that stands for
/// examples and belongs to nobody); nothing is sent.
fn own() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}
