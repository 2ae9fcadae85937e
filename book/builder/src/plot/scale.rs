//! The axis: its ticks, and the place of a number.

/// How an axis counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// From zero, in equal steps.
    Linear,
    /// Each step is ten times the one before: for numbers of very different size.
    Tenfold,
}

/// An axis that has room for all numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    scale: Scale,
    /// The numbers at the lines, from the first to the last.
    pub(super) ticks: Vec<f64>,
}

/// An axis has at most this many equal steps.
const MAX_STEPS: f64 = 4.0;

impl Scale {
    /// An axis for these numbers. Its last tick is at or after the highest of them.
    pub(super) fn axis(self, numbers: &[f64]) -> Axis {
        let positive = || numbers.iter().copied().filter(|number| *number > 0.0);
        // Without numbers, any axis will do.
        let highest = positive().reduce(f64::max).unwrap_or(1.0);
        let lowest = positive().fold(highest, f64::min);
        let (first, step) = match self {
            Scale::Linear => (0.0, step(highest)),
            Scale::Tenfold => (10_f64.powf(lowest.log10().floor()), 10.0),
        };
        let next = |tick: &f64| match self {
            Scale::Linear => Some(tick + step),
            Scale::Tenfold => Some(tick * step),
        };
        let mut ticks = Vec::new();
        for tick in std::iter::successors(Some(first), next) {
            ticks.push(tick);
            if tick >= highest && ticks.len() > 1 {
                break;
            }
        }
        Axis { scale: self, ticks }
    }
}

impl Axis {
    /// The place of a number: 0 at the first tick, 1 at the last.
    pub(super) fn position(&self, number: f64) -> f64 {
        let (first, last) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let position = match self.scale {
            Scale::Linear => number / last,
            Scale::Tenfold => (number.max(first) / first).log10() / (last / first).log10(),
        };
        position.clamp(0.0, 1.0)
    }
}

/// A round number that reaches the highest in a few steps: 1, 2 or 5, and zeros.
fn step(highest: f64) -> f64 {
    let least = highest / MAX_STEPS;
    let unit = 10_f64.powf(least.log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * unit);
    round.into_iter().find(|step| *step >= least).unwrap_or(10.0 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_highest_number() {
        let ticks = |scale: Scale, numbers: &[f64]| scale.axis(numbers).ticks;
        assert_eq!(ticks(Scale::Linear, &[31_000.0, 7.0]), [0.0, 1e4, 2e4, 3e4, 4e4]);
        assert_eq!(ticks(Scale::Linear, &[4.0]), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(ticks(Scale::Tenfold, &[2.0, 30.0, 400.0]), [1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(ticks(Scale::Tenfold, &[5.0]), [1.0, 10.0]);
        let tenfold = Scale::Tenfold.axis(&[1.0, 100.0]);
        let positions = [0.0, 1.0, 10.0, 200.0].map(|number| tenfold.position(number).to_string());
        assert_eq!(positions, ["0", "0", "0.5", "1"]);
        assert_eq!(ticks(Scale::Linear, &[]).len(), ticks(Scale::Linear, &[1.0]).len());
    }
}
