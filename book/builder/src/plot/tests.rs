use super::*;
use crate::measure::data::{Outcome, Point, Spread};
use roxmltree::Document;
use std::collections::BTreeMap;

/// Three numbers, and a server without one.
fn measured(plot: &str) -> Measurements {
    let point = |case: &str, server: &str, outcome| Point {
        case: case.to_string(),
        server: server.to_string(),
        first: None,
        open: None,
        outcome,
    };
    let spread = |median, min, max| Outcome::Spread(Spread { median, min, max });
    let none = "no answer within 10 s".to_string();
    let points = vec![
        point("16 <clients>", "stage 5", spread(100.0, 80.0, 120.0)),
        point("16 <clients>", "event loop", spread(200.0, 150.0, 400.0)),
        point("64 clients", "stage 5", spread(1.5, 1.0, 2.0)),
        point("64 clients", "event loop", Outcome::Nothing { none }),
    ];
    let plots = BTreeMap::from([(plot.to_string(), points)]);
    Measurements { rounds: 3, plots, ..Measurements::default() }
}

fn drawn(name: &str) -> String {
    let plot = find(name).expect("there is such a plot");
    draw(plot, &measured(name)).expect("there are numbers")
}

/// The drawing alone.
fn svg(text: &str) -> &str {
    let begin = text.find("<svg").expect("it begins");
    let end = text.find("</svg>").expect("it ends") + "</svg>".len();
    &text[begin..end]
}

#[test]
fn three_numbers_are_three_bars_with_whiskers() {
    let text = drawn("new-connections");
    let document = Document::parse(svg(&text)).expect("it is XML");
    let attributes = |element: &str, name: &str| -> Vec<String> {
        let found = document
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", element)));
        found.map(|node| node.attribute(name).unwrap_or_default().to_string()).collect()
    };
    // The axis goes to 400, and is 320 wide.
    assert_eq!(attributes("rect", "width"), ["80.0", "160.0", "1.2"]);
    assert_eq!(attributes("rect", "fill"), ["currentColor", "var(--links)", "currentColor"]);
    let whiskers = attributes("path", "d");
    assert_eq!(whiskers.len(), 3);
    assert!(whiskers[0].starts_with("M150.0 ") && whiskers[0].contains("H182.0"), "{whiskers:?}");
    let texts: Vec<_> = document.descendants().filter_map(|node| node.text()).collect();
    for text in
        ["16 <clients>", "100", "200", "1.50", "no answer within 10 s", "answers per second"]
    {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
}

#[test]
fn numbers_of_very_different_size_are_dots() {
    let text = drawn("idle-latency");
    assert_eq!(text.matches("<circle ").count(), 3, "{text}");
    assert_eq!(text.matches("<rect ").count(), 0, "{text}");
    assert_eq!(text.matches("<path ").count(), 3, "{text}");
}

#[test]
fn a_first_answer_that_took_far_longer_has_a_mark_of_its_own() {
    let mut measured = measured("idle-latency");
    let points = measured.plots.get_mut("idle-latency").expect("it is there");
    (points[0].first, points[1].first) = (Some(10_001.0), Some(20_000.0));
    let plot = find("idle-latency").expect("there is such a plot");
    let text = draw(plot, &measured).expect("there are numbers");
    assert_eq!(
        text.matches(" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>").count(),
        3
    );
    assert_eq!(text.matches("<circle ").count(), 4, "{text}");
    assert!(text.contains(">10,001</text>") && !text.contains(">20,000</text>"), "{text}");
    assert!(text.contains("stage 5 100 (first answer 10,001), event loop 200."), "{text}");
    assert!(text.contains("○ first answer"), "{text}");
}

#[test]
fn a_drawing_follows_the_theme_and_can_be_read() {
    for name in names() {
        let text = drawn(name);
        let svg = svg(&text);
        assert!(!svg.contains("\n\n") && !svg.contains("<script"), "{svg}");
        for attribute in ["fill=\"", "stroke=\"", "color=\""] {
            for part in svg.split(attribute).skip(1) {
                let colour = part.split('"').next().unwrap_or_default();
                assert!(
                    ["currentColor", "none", "var(--bg)", "var(--fg)", "var(--links)"]
                        .contains(&colour),
                    "{colour}"
                );
            }
        }
        let description = "16 &lt;clients&gt;: stage 5 100, event loop 200. 64 clients: stage 5 1.50, \
            event loop no answer within 10 s.</desc>";
        assert!(svg.contains(description), "{svg}");
    }
}

#[test]
fn the_table_has_the_numbers() {
    let text = drawn("memory");
    let (_, table) = text.split_once("</figure>").expect("it ends");
    let expected = "\n\n<details>\n<summary>The numbers, in MiB</summary>\n\n\
        | Case | Server | Median | Lowest | Highest |\n|---|---|--:|--:|--:|\n\
        | 16 &lt;clients&gt; | stage 5 | 100 | 80.0 | 120 |\n\
        | 16 &lt;clients&gt; | event loop | 200 | 150 | 400 |\n\
        | 64 clients | stage 5 | 1.50 | 1.00 | 2.00 |\n\
        | 64 clients | event loop | no answer within 10 s |  |  |\n\n</details>\n";
    assert_eq!(table, expected);
}

#[test]
fn the_table_has_columns_for_what_some_points_have() {
    let mut measured = measured("memory");
    let points = measured.plots.get_mut("memory").expect("it is there");
    (points[1].open, points[2].first) = (Some(1000), Some(0.5));
    let text = table::table("MiB", points);
    for line in [
        "| Highest | First answer | Still open |\n|---|---|--:|--:|--:|--:|--:|\n",
        "| 150 | 400 |  | 1,000 |\n",
        "| 1.00 | 2.00 | 0.500 |  |\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let plot = find("memory").expect("there is such a plot");
    let error = draw(plot, &measured("idle-latency")).expect_err("there are no numbers");
    assert_eq!(error, "the data file has no numbers for the plot `memory`");
}

#[test]
fn numbers_have_as_many_digits_as_one_reads() {
    let numbers = [0.0, 0.0456, 1.0, 9.876, 12.34, 999.6, 1_234_567.0].map(number);
    assert_eq!(numbers, ["0.000", "0.046", "1.00", "9.88", "12.3", "1,000", "1,234,567"]);
}
