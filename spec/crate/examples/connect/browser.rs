//! The way of a person to the login page and back. A web application does both by redirects; here
//! the person is the one who carries the addresses.

use std::io;

use purecloud_platform_client_v2::auth::AuthorizationUrl;

/// Shows where to log in, and reads the address that the browser ends at. It begins with the
/// redirect address, and need not lead to a page.
pub fn visit(url: &AuthorizationUrl) -> io::Result<String> {
    println!("Open this address, log in, and paste the address where you end:\n{url}");
    let mut address = String::new();
    io::stdin().read_line(&mut address)?;
    Ok(address)
}

/// The code in an address that was come back to with a state.
pub fn code(address: &str, state: &str) -> Result<String, &'static str> {
    let (_, query) = address.trim().split_once('?').unwrap_or_default();
    let value = |name| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let (_, value) = pairs.find(|(known, _)| known == name)?;
        Some(value.into_owned())
    };
    // A code that somebody else asked for would log this person in as somebody else.
    if value("state").as_deref() != Some(state) {
        return Err("the address is not that of this login");
    }
    value("code").ok_or("the address has no code: the login was refused")
}
