//! Changes of a project that concern nothing of the first customer's.

use super::Dice;
use super::world::{Document, Line, Table, Whose, World};

/// What was changed, for the message of a failed test.
pub type Told = String;

/// Makes one change to what is not the first customer's, or to what no customer is
/// shown. Says what it was.
pub fn change(world: &mut World, dice: &mut Dice) -> Told {
    for _ in 0..50 {
        let told = match dice.below(12) {
            0..=3 => cell(world, dice),
            4 | 5 => without_line(world, dice),
            6 | 7 => another_event(world, dice),
            8 => moved_line(world, dice),
            9 => document(world, dice),
            10 => inner_cell(world, dice),
            _ => another_record(world, dice),
        };
        if let Some(told) = told {
            return told;
        }
    }
    panic!("nothing to change in {world:?}");
}

fn pick_table<'w>(
    world: &'w mut World,
    dice: &mut Dice,
    whose: Whose,
) -> Option<(String, &'w mut Table, usize)> {
    let path = world.tables.keys().nth(dice.below(world.tables.len()))?.clone();
    let table = world.tables.get_mut(&path)?;
    let lines: Vec<usize> =
        (0..table.lines.len()).filter(|&at| table.lines[at].whose == whose).collect();
    if lines.is_empty() {
        return None;
    }
    let at = lines[dice.below(lines.len())];
    Some((path, table, at))
}

/// Columns that say whose a record is, or which.
const FIXED: [&str; 8] =
    ["id", "code", "device_id", "device", "customer", "customer_from", "customer_to", "ticket"];

/// Another value in a cell that says neither whose a record is nor which.
fn cell(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let (path, table, at) = pick_table(world, dice, Whose::Others)?;
    let column = dice.below(table.head.len());
    let name = table.head[column];
    if FIXED.contains(&name) || name == "ticket_id" {
        return None;
    }
    let value = match name {
        "model" => dice.of(&["M-1", "M-2", "M-B", "M-new"]).to_owned(),
        "site" => dice.of(&["S-B", "S-B2", "Yard", "new corner"]).to_owned(),
        "fault_code" => dice.of(&["E-1", "E-2", "E-9", "E-new"]).to_owned(),
        "solution" => dice.of(&["SOL-1", "SOL-P", "SOL-B", "SOL-none"]).to_owned(),
        "parts" | "part" => dice.of(&["P-1*3", "P-2", "P-B"]).to_owned(),
        "service_type" => dice.of(&["repair", "remote", "visit"]).to_owned(),
        "kind" | "reported_at" => return None,
        name if name.ends_with("_at") => {
            format!("2026-0{}-2{}T1{}:00", 1 + dice.below(9), dice.below(9), dice.below(9))
        }
        name if name.ends_with("_on") || name == "due" || name.starts_with("due_") => {
            format!("2026-0{}-1{}", 1 + dice.below(9), dice.below(9))
        }
        "satisfaction" => format!("{}", 1 + dice.below(5)),
        name if name.ends_with("_months") || name.starts_with("cost") || name == "qty" => {
            format!("{}", 1 + dice.below(30))
        }
        "participants" | "distance_km" | "unit_cost" | "amount" => {
            format!("{}", 1 + dice.below(900))
        }
        "covers" | "components" | "component" | "parent" => {
            dice.of(&["pump", "gearbox"]).to_owned()
        }
        "wear_parts" => dice.of(&["P-1", "P-B"]).to_owned(),
        "devices" => dice.of(&["B-1", "B-2"]).to_owned(),
        "start" | "end" => format!("2026-0{}-01", 1 + dice.below(9)),
        _ => format!("changed {}", dice.below(1000)),
    };
    let told = format!("{path}: {name} of line {at} is {value:?}");
    table.lines[at].cells[column] = value;
    Some(told)
}

/// A value that customers are not shown of their own records.
fn inner_cell(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let (path, table, at) = pick_table(world, dice, Whose::Ours)?;
    if table.inner.is_empty() {
        return None;
    }
    // A row without a ticket number is called by a hash of all its cells.
    if table.head[0] == "ticket_id" && table.lines[at].cells[0].is_empty() {
        return None;
    }
    let name = table.inner[dice.below(table.inner.len())];
    let column = table.head.iter().position(|head| *head == name)?;
    let value = match name {
        // Whether the old part must come back is theirs to know; the price is not.
        "unit_cost" => {
            let dear = table.lines[at].cells[column].parse::<f64>().is_ok_and(|cost| cost >= 300.0);
            format!("{}", if dear { 301 + dice.below(900) } else { 1 + dice.below(290) })
        }
        name if name.starts_with("cost") => format!("{}", 1 + dice.below(900)),
        _ => format!("inner {}", dice.below(1000)),
    };
    let told = format!("{path}: inner {name} of line {at} is {value:?}");
    table.lines[at].cells[column] = value;
    Some(told)
}

fn without_line(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let (path, table, at) = pick_table(world, dice, Whose::Others)?;
    // The day on which A gave a device away stands in A's own line.
    let line = table.lines.remove(at);
    Some(format!("{path}: without {:?}", line.cells))
}

fn moved_line(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let (path, table, at) = pick_table(world, dice, Whose::Others)?;
    // Ownership intervals of a device are read in order.
    if path.ends_with("devices.csv") {
        return None;
    }
    let line = table.lines.remove(at);
    let to = dice.below(table.lines.len() + 1);
    table.lines.insert(to, line);
    Some(format!("{path}: line {at} moved to {to}"))
}

fn another_event(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let line = world.other_event(dice);
    let logs: Vec<String> =
        world.tables.keys().filter(|path| path.contains("/logs/")).cloned().collect();
    let path = if dice.chance(15) {
        format!("content/logs/{}-new.csv", dice.of(&["0", "m", "z"]))
    } else {
        logs[dice.below(logs.len())].clone()
    };
    let head = world.tables.get(&logs[0])?.head;
    let table =
        world.tables.entry(path.clone()).or_insert(Table { head, lines: Vec::new(), inner: &[] });
    let at = dice.below(table.lines.len() + 1);
    let told = format!("{path}: another event at {at}: {:?}", line.cells);
    table.lines.insert(at, line);
    Some(told)
}

/// Another customer, device, code, part, model or measure.
fn another_record(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let n = dice.below(1000);
    let id = format!("N-{n}");
    let new: (&str, Vec<String>) = match dice.below(7) {
        0 => ("customers", vec![id.clone(), format!("New {n}")]),
        1 => ("models", vec![id.clone(), format!("Model {n}")]),
        2 => ("parts", vec![id.clone(), format!("part {n}")]),
        3 => ("fault-codes", vec![id.clone(), format!("code {n}")]),
        4 => ("sites", vec![id.clone(), "B".to_owned(), format!("place {n}")]),
        5 => ("components", vec![id.clone(), format!("component {n}")]),
        _ => {
            let model = dice.of(&["M-1", "M-2", "M-B"]).to_owned();
            (
                "devices",
                vec![id.clone(), format!("7{n}417"), model, "B".to_owned(), "S-B".to_owned()],
            )
        }
    };
    let path = format!("content/{}.csv", new.0);
    let table = world.tables.get_mut(&path)?;
    let mut cells = new.1;
    cells.resize(table.head.len(), String::new());
    if table.lines.iter().any(|line| line.cells[0] == id) {
        return None;
    }
    let at = dice.below(table.lines.len() + 1);
    table.lines.insert(at, Line { whose: Whose::Others, cells });
    Some(format!("{path}: another, {id}, at {at}"))
}

fn document(world: &mut World, dice: &mut Dice) -> Option<Told> {
    let others: Vec<String> = world
        .documents
        .iter()
        .filter(|(_, document)| document.whose != Whose::Ours)
        .map(|(path, _)| path.clone())
        .collect();
    let path = others.get(dice.below(others.len().max(1)))?.clone();
    match dice.below(3) {
        0 => {
            if world.documents.get(&path)?.whose != Whose::Others {
                return None;
            }
            world.documents.remove(&path);
            Some(format!("without {path}"))
        }
        1 => {
            let document = world.documents.get_mut(&path)?;
            document.text.push_str(&format!("\nOne more line {}.\n", dice.below(1000)));
            Some(format!("{path}: one more line"))
        }
        _ => {
            let n = dice.below(1000);
            let text = format!(
                "---\nid: SOL-N{n}\ntitle: New {n}\naudience: {}\nmodels: [M-B]\ntags: [light, new]\n---\nNew.\n",
                dice.of(&["internal", "customer", "partner"])
            );
            let path = format!("content/solutions/{}{n}.md", dice.of(&["a", "m", "z"]));
            world.documents.insert(path.clone(), Document { whose: Whose::Others, text });
            Some(format!("another document, {path}"))
        }
    }
}
