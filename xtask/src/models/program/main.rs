//! Reads instances of models and writes them again. It judges nothing.

#![allow(deprecated)]

mod models;

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

/// The JSON that a model writes of what it read.
fn again<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::from_str::<T>(text).and_then(|value| serde_json::to_string(&value))
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(input), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: models INSTANCES OUTCOMES".into());
    };
    let mut outcomes = BufWriter::new(File::create(output)?);
    for line in BufReader::new(File::open(input)?).lines() {
        // Lines are `[model, text]`.
        let line: Value = serde_json::from_str(&line?)?;
        let (Some(model), Some(text)) = (line[0].as_u64(), line[1].as_str()) else {
            return Err("a line is a number and a text".into());
        };
        let model = models::ALL.get(usize::try_from(model)?);
        let outcome = match model.ok_or("no such model")?(text) {
            Ok(text) => json!({ "text": text }),
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(outcomes, "{outcome}")?;
    }
    outcomes.flush()?;
    Ok(())
}
