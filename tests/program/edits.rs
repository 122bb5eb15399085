//! A project that is edited as people edit: at random, but in the same way in every run.

use super::Place;
use std::fs;

/// The example with a site for each customer, a theme of its own, and a file that is copied.
pub fn project() -> Place {
    let place = Place::with_project("en");
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", config + "\n[audiences]\ncustomers = true\n");
    place.write("p/content/pages/about.md", "# About\n\nSee [the list](list.txt).\n");
    place.write("p/content/pages/list.txt", "one\ntwo\n");
    place
}

/// A row of numbers that is the same in every run.
pub struct Chance(pub u64);

impl Chance {
    /// One of the numbers below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// Sources of the project that a person may edit.
pub fn sources(place: &Place, ending: &str) -> Vec<String> {
    let walk = walkdir::WalkDir::new(place.at("p/content")).sort_by_file_name().into_iter();
    let files = walk.map(|entry| entry.expect("an entry")).filter(|e| e.file_type().is_file());
    let root = place.at("");
    let paths = files.map(|entry| {
        let path = entry.path().strip_prefix(&root).expect("below the place").to_owned();
        path.to_string_lossy().replace('\\', "/")
    });
    paths.filter(|path| path.ends_with(ending)).collect()
}

/// One edit as people make them.
pub fn edit(place: &Place, chance: &mut Chance, step: usize) -> String {
    let articles = sources(place, ".md");
    let article = articles[chance.below(articles.len())].clone();
    let logs: Vec<String> =
        sources(place, ".csv").into_iter().filter(|path| path.contains("logs/")).collect();
    match chance.below(7) {
        0 => {
            let text = place.read(&article);
            place.write(&article, format!("{text}\n\nStep {step} of an engineer.\n"));
            format!("{article} is longer")
        }
        1 => {
            let text = place.read(&article);
            place.write(&article, text.replace("title: ", &format!("title: {step} ")));
            format!("{article} has another title")
        }
        2 => {
            let path = format!("p/content/pages/step-{step}.md");
            place.write(&path, format!("# Step {step}\n\nSomething new.\n"));
            format!("{path} is new")
        }
        3 => {
            fs::remove_file(place.at(&article)).expect("an article");
            format!("{article} is gone")
        }
        4 => {
            let log = &logs[chance.below(logs.len())];
            let text = fs::read(place.at(log)).expect("a log");
            let ends: Vec<usize> = (0..text.len()).filter(|at| text[*at] == b'\n').collect();
            if ends.len() > 3 {
                fs::write(place.at(log), &text[..=ends[ends.len() - 2]]).expect("a log");
            }
            format!("{log} has a row less")
        }
        5 => {
            let config = place.read("p/faultbook.toml");
            let config = config.replace("[site]\n", &format!("[site]\n# {step}\n"));
            place.write("p/faultbook.toml", config);
            "a comment in the configuration".to_owned()
        }
        _ => {
            let text = format!("body {{ --step: {step} }}\n");
            place.write("p/themes/own/static/extra.css", text);
            "a file of the theme".to_owned()
        }
    }
}
