// features: client, external_contacts
//! Goes through all external organizations. Each page names the cursor of the next one.
//!
//! ```text
//! cargo run --example scan_external_organizations --features external_contacts
//! ```
//!
//! The environment variables are those of `first_call.rs`.

mod connect;

use purecloud_platform_client_v2::{Client, Error};

const PAGE_SIZE: i32 = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let employees = count_employees(&connect::client()?).await?;
    println!("The companies that we deal with have {employees} employees.");
    Ok(())
}

pub async fn count_employees(client: &Client) -> Result<i64, Error> {
    let scan = client
        .external_contacts()
        .get_externalcontacts_scan_organizations()
        .limit(PAGE_SIZE);
    let mut employees = 0;
    // A page is asked for when the items of the one before are used up, and no two are in memory.
    let mut organizations = scan.into_stream();
    while let Some(organization) = organizations.try_next().await? {
        employees += organization.employee_count.unwrap_or_default();
    }
    Ok(employees)
}
