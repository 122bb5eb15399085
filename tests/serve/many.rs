//! Very many changes: the last of them is shown, and what is shown is what a build of the
//! files would write.

use crate::program::Place;
use crate::server::Server;
use crate::whole::equals_a_build;
use std::time::{Duration, Instant};

/// A report of the example's device.
fn report(id: &str, words: &str) -> String {
    format!(
        "---\nid: {id}\nkind: fault_report\ndevice: L-301\nreported_at: 2026-02-03T08:00\n\
         resolved_at: 2026-02-03T10:00\nservice_type: repair\nstatus: closed\n---\n\n\
         # {words}\n\n## Symptom\n\n{words}.\n"
    )
}

#[test]
fn ten_thousand_saves_in_ten_seconds_end_in_one_correct_state() {
    const SAVES: u32 = 10_000;
    const TIME: Duration = Duration::from_secs(10);
    let place = Place::with_project("en");
    let mut server = Server::of(&place, &[]);
    let first = server.state(None)["number"].as_u64().expect("a number");
    let begun = Instant::now();
    for save in 1..=SAVES {
        let at = TIME * save / SAVES;
        std::thread::sleep(at.saturating_sub(begun.elapsed()));
        let id = format!("FR-SAVE-{}", save % 7);
        place.write(&format!("p/content/faults/{id}.md"), report(&id, &format!("Save {save}")));
    }
    let took = begun.elapsed();
    for save in SAVES - 6..=SAVES {
        let page = format!("/internal/faults/FR-SAVE-{}/", save % 7);
        server.until_page(&page, &format!("Save {save}."));
    }
    equals_a_build(&place, &server);
    let rebuilds = server.state(None)["number"].as_u64().expect("a number") - first;
    eprintln!("{SAVES} saves in {took:.1?}, {rebuilds} rebuilds");
    assert!(rebuilds < 100, "{rebuilds} rebuilds for what no eye can follow");
    assert!(server.runs());
}

#[test]
fn a_check_out_of_two_thousand_files_is_shown_as_a_whole() {
    const FILES: usize = 2_000;
    for args in [&[][..], &["--poll"]] {
        let place = Place::with_project("en");
        let server = Server::of(&place, args);
        // Files in folders of folders, all of them new, as a switch of branches makes them.
        for file in 0..FILES {
            let id = format!("FR-OUT-{file:04}");
            let folder = format!("p/content/faults/{}/{:02}", file % 3, file % 20);
            place.write(&format!("{folder}/{id}.md"), report(&id, "Checked out"));
        }
        let first = |_: &serde_json::Value| {
            let shown =
                |file: usize| server.get(&format!("/internal/faults/FR-OUT-{file:04}/")).status;
            [0, FILES / 2, FILES - 1].iter().all(|file| shown(*file) == 200)
        };
        server.until("the first, the middle and the last are shown", first);
        // And back again: the folders go.
        for top in 0..3 {
            std::fs::remove_dir_all(place.at(&format!("p/content/faults/{top}"))).unwrap();
        }
        server.until("all of them are gone", |_| {
            server.get("/internal/faults/FR-OUT-0000/").status == 404
                && !server.get("/internal/faults/").text().contains("FR-OUT-")
        });
        equals_a_build(&place, &server);
    }
}
