//! The drawing: for each case a group of rows, with one row for each server.

use super::scale::{Axis, Scale};
use super::{Plot, number};
use crate::figure::escaped;
use crate::measure::data::{Outcome, Point, Spread};
use std::fmt::Write;

/// All lengths are in the units of the drawing, which is shown about as large as the figures.
const WIDTH: f64 = 480.0;
const LEFT: f64 = 86.0;
/// Leaves room for a number to the right of the longest bar.
const RIGHT: f64 = 406.0;
const ROW: f64 = 22.0;
const HEADING: f64 = 28.0;
const BAR: f64 = 14.0;
const FONT: f64 = 14.0;
/// The height below the rows, for the numbers of the axis and its title.
const BOTTOM: f64 = 48.0;
/// A line of text more.
const LEGEND: f64 = 20.0;

/// Text over a line of the axis: the background shows around it.
const LEGIBLE: &str = "stroke=\"var(--bg)\" stroke-width=\"4\" paint-order=\"stroke\"";

/// A first answer is drawn if it took this many times the median. Then there is room for its number.
const FAR_LONGER: f64 = 100.0;

/// The server that the book compares with the others.
const ACCENTED: &str = "event loop";

/// A plot and its points.
pub(super) struct Chart<'a> {
    plot: Plot,
    points: &'a [Point],
    axis: Axis,
    svg: String,
    /// The upper edge of the next row.
    top: f64,
}

impl<'a> Chart<'a> {
    pub(super) fn new(plot: Plot, points: &'a [Point]) -> Chart<'a> {
        let spreads = points.iter().filter_map(spread);
        let spreads = spreads.flat_map(|spread| [spread.min, spread.max]);
        let numbers: Vec<f64> = spreads.chain(points.iter().filter_map(late_first)).collect();
        Chart { plot, points, axis: plot.scale.axis(&numbers), svg: String::new(), top: 0.0 }
    }

    /// The drawing as SVG, in the colours of the page.
    pub(super) fn svg(mut self) -> String {
        let groups: Vec<&[Point]> =
            self.points.chunk_by(|one, next| one.case == next.case).collect();
        let bottom = groups.iter().fold(0.0, |sum, group| sum + HEADING + rows(group) * ROW) + 4.0;
        let has_legend = self.points.iter().any(|point| late_first(point).is_some());
        self.open(bottom + BOTTOM + if has_legend { LEGEND } else { 0.0 });
        self.draw_axis(bottom);
        if has_legend {
            let text = format!("● median   ○ first answer, if over {FAR_LONGER} times the median");
            self.text((WIDTH / 2.0, bottom + 58.0), "text-anchor=\"middle\"", &text);
        }
        for group in groups {
            self.draw_group(group);
        }
        self.svg.push_str("</svg>\n");
        self.svg
    }

    fn open(&mut self, height: f64) {
        let Plot { name, title, .. } = self.plot;
        let description = escaped(&self.description());
        self.add(&format!(
            "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"plot-{name}-title plot-{name}-desc\" \
             xmlns=\"http://www.w3.org/2000/svg\" fill=\"currentColor\" color=\"var(--fg)\" \
             font-family=\"system-ui, sans-serif\" font-size=\"{FONT}\">\n\
             <title id=\"plot-{name}-title\">{}</title>\n\
             <desc id=\"plot-{name}-desc\">{description}</desc>",
            escaped(title)
        ));
    }

    /// Describes the drawing for a reader who cannot see it.
    fn description(&self) -> String {
        let mut text = format!("In {}.", self.plot.unit);
        for group in self.points.chunk_by(|one, next| one.case == next.case) {
            let values: Vec<String> =
                group.iter().map(|point| format!("{} {}", point.server, values(point))).collect();
            let _ = write!(text, " {}: {}.", group[0].case, values.join(", "));
        }
        text
    }

    fn draw_axis(&mut self, bottom: f64) {
        for tick in self.axis.ticks.clone() {
            let x = self.x(tick);
            self.line((x, 4.0), (x, bottom), "stroke-opacity=\"0.2\"");
            self.text((x, bottom + 17.0), "text-anchor=\"middle\"", &label(tick));
        }
        self.line((LEFT, bottom), (RIGHT, bottom), "");
        let unit = self.plot.unit;
        let title = match self.plot.scale {
            Scale::Linear => unit.to_string(),
            Scale::Tenfold => format!("{unit}; each line is ten times the one before"),
        };
        self.text((WIDTH / 2.0, bottom + 38.0), "text-anchor=\"middle\"", &title);
    }

    fn draw_group(&mut self, group: &[Point]) {
        let heading = (LEFT, self.top + HEADING - 9.0);
        self.text(heading, &format!("font-weight=\"bold\" {LEGIBLE}"), &group[0].case);
        self.top += HEADING;
        for point in group {
            self.draw_row(point);
            self.top += ROW;
        }
    }

    /// The name of the server, what marks the number, and the number.
    fn draw_row(&mut self, point: &Point) {
        let baseline = self.top + ROW / 2.0 + 5.0;
        self.text((LEFT - 8.0, baseline), "text-anchor=\"end\"", &point.server);
        let mut end = LEFT;
        if let Some(spread) = spread(point) {
            let colour = colour(&point.server);
            match self.plot.scale {
                Scale::Linear => self.draw_bar(spread, colour),
                Scale::Tenfold => self.draw_dot(spread, colour),
            }
            self.draw_whisker(spread, colour);
            end = self.x(spread.max);
        }
        self.text((end + 8.0, baseline), LEGIBLE, &value(point));
        if let Some(first) = late_first(point) {
            self.draw_first(first, baseline, colour(&point.server));
        }
    }

    fn draw_first(&mut self, first: f64, baseline: f64, colour: &str) {
        let (x, y) = (self.x(first), self.top + ROW / 2.0);
        self.add(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"4.5\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"1.5\"/>"
        ));
        self.text((x + 8.0, baseline), LEGIBLE, &number(first));
    }

    fn draw_bar(&mut self, spread: Spread, colour: &str) {
        let (top, width) = (self.top + (ROW - BAR) / 2.0, self.x(spread.median) - LEFT);
        self.add(&format!(
            "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\" \
             fill=\"{colour}\" fill-opacity=\"0.25\" stroke=\"{colour}\" stroke-width=\"1.5\"/>"
        ));
    }

    fn draw_dot(&mut self, spread: Spread, colour: &str) {
        let (x, y) = (self.x(spread.median), self.top + ROW / 2.0);
        self.add(&format!("<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"4.5\" fill=\"{colour}\"/>"));
    }

    /// From the lowest number to the highest.
    fn draw_whisker(&mut self, spread: Spread, colour: &str) {
        let (low, high) = (self.x(spread.min), self.x(spread.max));
        let y = self.top + ROW / 2.0;
        self.add(&format!(
            "<path d=\"M{low:.1} {}v8m0 -4H{high:.1}m0 -4v8\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"1.5\"/>",
            y - 4.0
        ));
    }

    fn x(&self, number: f64) -> f64 {
        LEFT + self.axis.position(number) * (RIGHT - LEFT)
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), attributes: &str) {
        self.add(&format!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"currentColor\" \
             {attributes}/>",
            from.0, from.1, to.0, to.1
        ));
    }

    fn text(&mut self, place: (f64, f64), attributes: &str, text: &str) {
        let (x, y) = place;
        let text = escaped(text);
        self.add(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{text}</text>"));
    }

    fn add(&mut self, element: &str) {
        self.svg.push_str(element);
        self.svg.push('\n');
    }
}

fn rows(group: &[Point]) -> f64 {
    group.iter().map(|_| 1.0).sum()
}

fn spread(point: &Point) -> Option<Spread> {
    match point.outcome {
        Outcome::Spread(spread) => Some(spread),
        Outcome::Nothing { .. } => None,
    }
}

/// The time to the first answer, if it is much more than the median.
fn late_first(point: &Point) -> Option<f64> {
    let median = spread(point)?.median;
    point.first.filter(|first| *first > FAR_LONGER * median)
}

/// `0.016 (first answer 595)`
fn values(point: &Point) -> String {
    let first = late_first(point).map(|first| format!(" (first answer {})", number(first)));
    value(point) + &first.unwrap_or_default()
}

fn value(point: &Point) -> String {
    match &point.outcome {
        Outcome::Spread(spread) => number(spread.median),
        Outcome::Nothing { none } => none.clone(),
    }
}

fn colour(server: &str) -> &'static str {
    if server == ACCENTED { "var(--links)" } else { "currentColor" }
}

/// A round number without the zeros behind its point.
fn label(tick: f64) -> String {
    let text = number(tick);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        text
    }
}
