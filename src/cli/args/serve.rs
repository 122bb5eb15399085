//! Arguments of `serve`.

use clap::Args as ClapArgs;
use std::net::IpAddr;

/// Arguments of `serve`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Serve {
    /// Port of this machine; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 8585)]
    pub(in crate::cli) port: u16,
    /// Let others in your network look, too, and print a code for a phone's camera. An ADDRESS of
    /// this machine where it has several: --lan=192.168.1.20
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true,
        default_missing_value = OWN, value_parser = lan)]
    pub(in crate::cli) lan: Option<Lan>,
    /// Another name under which this machine may be asked; may be repeated
    #[arg(long, value_name = "NAME", value_parser = host)]
    pub(in crate::cli) host: Vec<String>,
    /// Look for changes instead of being told: for network folders and containers
    #[arg(long)]
    pub(in crate::cli) poll: bool,
}

/// At which address of this machine others may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Lan {
    /// The one from which this machine would send.
    Own,
    /// This one.
    At(IpAddr),
}

/// Stands for no address.
const OWN: &str = "own";

fn lan(text: &str) -> Result<Lan, String> {
    if text == OWN {
        return Ok(Lan::Own);
    }
    let address = text.parse().map(Lan::At);
    address.map_err(|_| "expected an address of this machine such as 192.168.1.20".to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if !text.is_empty() && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err("expected the name of a machine such as desk.example".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_machine_is_no_address_of_a_page() {
        assert!(host("desk.example").is_ok() && host("desk.example:8080").is_ok());
        assert!(host("").is_err() && host("http://desk.example").is_err() && host("a b").is_err());
    }
}
