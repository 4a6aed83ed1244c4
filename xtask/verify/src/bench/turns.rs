//! Costs that are measured by turns: first one program, then the next, and all of them again.
//!
//! The speed of a machine drifts, and other programs run on it. Figures of one turn were measured within
//! minutes of each other, so the ratios within a turn say more than any figure alone.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::measure::Cost;

/// The time after which no further turn starts.
const LONG: Duration = Duration::from_secs(600);

/// The cost of one program in each turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Turns(pub(crate) Vec<Cost>);

/// The cost of one program divided by that of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ratios {
    pub(crate) cpu: f64,
    pub(crate) peak: f64,
}

impl Turns {
    /// The median of each figure; `None` if there was no turn.
    pub(crate) fn median(&self) -> Option<Cost> {
        let of = |figure: fn(&Cost) -> f64| median(self.0.iter().map(figure).collect());
        Some(Cost {
            wall: of(|cost| cost.wall)?,
            cpu: of(|cost| cost.cpu)?,
            peak: of(|cost| cost.peak as f64)? as u64,
            runs: u32::try_from(self.0.len()).unwrap_or(u32::MAX),
        })
    }

    /// The median of the ratios within each turn; `None` if the two had no turn together.
    pub(crate) fn against(&self, base: &Self) -> Option<Ratios> {
        let of = |figure: fn(&Cost) -> f64| {
            let pairs = self.0.iter().zip(&base.0);
            median(
                pairs
                    .map(|(one, base)| figure(one) / figure(base))
                    .collect(),
            )
        };
        Some(Ratios {
            cpu: of(|cost| cost.cpu)?,
            peak: of(|cost| cost.peak as f64)?,
        })
    }
}

/// Measures `count` programs by turns, several times. A turn that returns `None` is the last one of its program.
///
/// # Errors
/// If a turn fails.
pub(crate) fn take(
    runs: u32,
    count: usize,
    mut turn: impl FnMut(usize) -> Result<Option<Cost>>,
) -> Result<Vec<Turns>> {
    let mut all = vec![Turns::default(); count];
    let mut is_out = vec![false; count];
    let start = Instant::now();
    for _ in 0..runs {
        for (index, turns) in all.iter_mut().enumerate() {
            if is_out[index] {
                continue;
            }
            match turn(index)? {
                Some(cost) => turns.0.push(cost),
                None => is_out[index] = true,
            }
        }
        if start.elapsed() > LONG {
            break;
        }
    }
    Ok(all)
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    let upper = *figures.get(middle)?;
    if figures.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(figures[middle - 1], upper))
}

#[cfg(test)]
mod tests {
    use super::{Turns, median, take};
    use crate::measure::Cost;

    fn cost(cpu: f64) -> Cost {
        Cost {
            wall: cpu,
            cpu,
            peak: 100,
            runs: 1,
        }
    }

    #[test]
    fn ratios_are_those_within_a_turn() {
        // The machine is three times as slow in the second turn.
        let [ours, theirs] =
            [[1.0, 3.0, 1.0], [2.0, 6.0, 2.5]].map(|turns| Turns(turns.map(cost).to_vec()));
        assert_eq!(theirs.against(&ours).unwrap().cpu, 2.0);
        assert_eq!(theirs.median().unwrap().cpu, 2.5);
        assert_eq!(theirs.median().unwrap().runs, 3);
        assert_eq!(theirs.against(&Turns::default()), None);
        assert_eq!(Turns::default().median(), None);
    }

    #[test]
    fn the_median_of_two_is_between_them() {
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
        assert_eq!(median(vec![4.0, 1.0, 9.0]), Some(4.0));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn programs_take_turns_until_one_is_out() {
        let mut order = Vec::new();
        let all = take(2, 2, |index| {
            order.push(index);
            Ok((index == 0).then(|| cost(1.0)))
        });
        let all = all.unwrap();
        assert_eq!(order, [0, 1, 0]);
        assert_eq!((all[0].0.len(), all[1].0.len()), (2, 0));
    }
}
