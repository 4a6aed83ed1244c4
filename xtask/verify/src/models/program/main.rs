//! Reads instances with models and writes them again.

#![allow(deprecated)]

mod models;

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use sdk::runtime::model::{Codec, read_leniently};
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

/// A function that reads an instance, leniently or not, and writes it again.
type Again = fn(&str, bool) -> Result<(String, Vec<String>), serde_json::Error>;

/// Reads an instance. Returns the JSON that the model writes, and the paths of skipped
/// values.
fn again<T: Codec>(
    text: &str,
    is_lenient: bool,
) -> Result<(String, Vec<String>), serde_json::Error> {
    if !is_lenient {
        let value = serde_json::from_str::<T>(text)?;
        return Ok((serde_json::to_string(&value)?, Vec::new()));
    }
    let (value, problems) = read_leniently::<T>("", text.as_bytes())?;
    let paths = problems.as_slice().iter();
    let paths = paths.map(|problem| problem.path().to_owned());
    Ok((serde_json::to_string(&value)?, paths.collect()))
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: models INSTANCES OUTCOMES".into());
    };
    let mut outcomes = BufWriter::new(File::create(output)?);
    for line in BufReader::new(File::open(input)?).lines() {
        // Lines are `[model, text, is_lenient]`.
        let line: Value = serde_json::from_str(&line?)?;
        let (Some(model), Some(text)) = (line[0].as_u64(), line[1].as_str()) else {
            return Err("a line is not a number, a string and a boolean".into());
        };
        let is_lenient = line[2] == true;
        let model = models::ALL.get(usize::try_from(model)?);
        let outcome = match model.ok_or("no such model")?(text, is_lenient) {
            Ok((text, left_out)) => json!({ "text": [text, left_out] }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(outcomes, "{outcome}")?;
    }
    outcomes.flush()?;
    Ok(())
}
