//! Finds the slots in a formatted sample.

use super::sample::{Sample, mark_column};

/// The position of a slot in a formatted sample, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotPosition {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) column: usize,
}

/// The positions of runs of marks, which are the slots.
pub(super) fn marks(text: &str) -> Vec<SlotPosition> {
    let mut found: Vec<SlotPosition> = Vec::new();
    for (start, letter) in text.char_indices() {
        let Some(column) = mark_column(letter) else {
            continue;
        };
        let end = start + letter.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == start && last.column == column => last.end = end,
            _ => found.push(SlotPosition { start, end, column }),
        }
    }
    found
}

/// The positions where two versions of a sample differ, which are its slots. `None` if they differ elsewhere
/// too.
pub(super) fn changes(sample: &Sample, text: &str, other: &str) -> Option<Vec<SlotPosition>> {
    let (text, other) = (text.as_bytes(), other.as_bytes());
    if text.len() != other.len() {
        return None;
    }
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        if text[start] == other[start] {
            start += 1;
            continue;
        }
        let letter = text[start];
        let differs = |at: &usize| text[*at] == letter && other[*at] != letter;
        let end = (start..text.len()).take_while(differs).last()? + 1;
        let column = sample.column(letter)?;
        found.push(SlotPosition { start, end, column });
        start = end;
    }
    Some(found)
}
