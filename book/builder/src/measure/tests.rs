use super::*;
use crate::plot::names;
use std::collections::BTreeSet;

/// Nothing depends on the numbers, but each plot needs all of its cases.
#[test]
fn the_data_file_has_every_series() {
    let measured = Measurements::read(&Measurements::path()).expect("the file is committed");
    for scenario in scenario::all() {
        let points = &measured.plots[scenario.plot];
        for (name, _, keeps) in server::packages() {
            let is_there =
                points.iter().any(|point| point.case == scenario.case && point.server == name);
            assert_eq!(
                is_there,
                scenario.is_for(keeps),
                "{}: {}, {name}",
                scenario.plot,
                scenario.case
            );
        }
    }
    assert!(measured.rounds > 1 && !measured.machine.date.is_empty(), "{:?}", measured.machine);
}

#[test]
fn each_plot_is_measured() {
    let measured: BTreeSet<&str> = scenario::all().iter().map(|scenario| scenario.plot).collect();
    assert_eq!(measured, names().collect());
}
