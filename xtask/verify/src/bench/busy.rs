//! Other work of the machine during a measurement, from `/proc`; not known on systems other than Linux.

use std::fs;

use serde::{Deserialize, Serialize};

/// The other work of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Busy {
    /// The load average of the minute before the measurement.
    pub(crate) load: f64,
    /// The share of the CPU time of all cores, from 0 to 1, that other processes took during the measurement.
    pub(crate) others: f64,
}

/// The state at the start of a measurement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    load: f64,
    ticks: Ticks,
}

/// CPU time since the start of the system, in hundredths of seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ticks {
    /// Of all cores, idle or not.
    all: u64,
    idle: u64,
    /// Of this process and its children that have ended.
    own: u64,
}

impl Watch {
    /// Starts; `None` on systems without `/proc`.
    pub(crate) fn start() -> Option<Self> {
        let load = fs::read_to_string("/proc/loadavg").ok()?;
        Some(Self {
            load: load.split_whitespace().next()?.parse().ok()?,
            ticks: Ticks::now()?,
        })
    }

    /// The other work since the start.
    pub(crate) fn stop(self) -> Option<Busy> {
        Some(Busy {
            load: self.load,
            others: self.ticks.others_until(Ticks::now()?)?,
        })
    }
}

impl Ticks {
    fn now() -> Option<Self> {
        let system = fs::read_to_string("/proc/stat").ok()?;
        let process = fs::read_to_string("/proc/self/stat").ok()?;
        Self::read(&system, &process)
    }

    fn read(system: &str, process: &str) -> Option<Self> {
        let numbers = |text: &str| -> Option<Vec<u64>> {
            text.split_whitespace()
                .map(|word| word.parse().ok())
                .collect()
        };
        // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of the first two.
        let line = system.lines().next()?.strip_prefix("cpu ")?;
        let cpu = numbers(line)?;
        // The name of the program is in parentheses and may contain spaces. utime, stime, cutime and cstime
        // are the fields 14 to 17, and the one behind the name is the third.
        let (_, fields) = process.rsplit_once(')')?;
        let fields: Vec<_> = fields.split_whitespace().skip(11).take(4).collect();
        Some(Self {
            all: cpu.get(..8)?.iter().sum(),
            idle: cpu[3] + cpu[4],
            own: numbers(&fields.join(" "))?.iter().sum(),
        })
    }

    /// The share of all CPU time that other processes took.
    fn others_until(self, end: Self) -> Option<f64> {
        let all = end.all.checked_sub(self.all).filter(|all| *all > 0)?;
        let idle = end.idle.saturating_sub(self.idle);
        let own = end.own.saturating_sub(self.own);
        let others = all.saturating_sub(idle).saturating_sub(own);
        Some(others as f64 / all as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::Ticks;

    const PROCESS: &str = "7 (a (b) c) S 1 7 7 0 -1 4194560 100 200 0 0 10 20 300 70 20 0 1 0 99 1";

    #[test]
    fn times_are_read_from_the_lines_of_the_system() {
        let start = Ticks::read("cpu  100 0 50 800 40 5 5 0 0 0\ncpu0 1\n", PROCESS).unwrap();
        assert_eq!((start.all, start.idle, start.own), (1000, 840, 400));
        let end = Ticks {
            all: 1200,
            idle: 880,
            own: 500,
        };
        // Of 200, 40 were idle and 100 were our own.
        assert_eq!(start.others_until(end), Some(0.3));
        assert_eq!(end.others_until(start), None);
        assert_eq!(Ticks::read("intr 1", PROCESS), None);
    }
}
