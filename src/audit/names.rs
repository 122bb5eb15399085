//! The texts by which a person or an organisation is known: a name in two languages
//! is two names, a company goes without its legal form, a contact is a department and
//! a person, a telephone number has a way to write it from abroad.

use super::letters::unspaced;

/// Legal forms behind a name, the longest first.
const FORMS: [&str; 16] = [
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    " Co., Ltd.",
    " Co., Ltd",
    " Co. Ltd.",
    " Co. Ltd",
    " Limited",
    " Ltd.",
    " Ltd",
    " GmbH",
    " AG",
    " Inc.",
    " Inc",
    " LLC",
];

/// A name, its halves in two languages, and each without its legal form.
pub(super) fn names(name: &str) -> Vec<String> {
    let mut all = vec![name.trim().to_owned()];
    if let Some((one, other)) = name.split_once(" / ") {
        all.extend([one.trim().to_owned(), other.trim().to_owned()]);
    }
    let short: Vec<String> = all.iter().filter_map(|name| without_form(name)).collect();
    all.extend(short);
    all.retain(|name| !name.is_empty());
    all
}

/// The name without its legal form, where enough is left to be a name.
fn without_form(name: &str) -> Option<String> {
    let short = FORMS.iter().find_map(|form| name.strip_suffix(form))?.trim();
    let weight: usize = short.chars().map(|c| if unspaced(c) { 2 } else { 1 }).sum();
    (weight >= 8).then(|| short.to_owned())
}

/// A contact as written, and the person in it: the last word of a department and a
/// name, where it looks like a Chinese name.
pub(super) fn contacts(contact: &str) -> Vec<String> {
    let parts = contact.split([',', ';', '，', '；', '、', '/']).map(str::trim);
    let mut all: Vec<String> = parts.filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let person = |part: &String| {
        let (_, last) = part.rsplit_once([' ', '\u{3000}'])?;
        let chinese = last.chars().all(unspaced) && (2..=4).contains(&last.chars().count());
        chinese.then(|| last.to_owned())
    };
    let people: Vec<String> = all.iter().filter_map(person).collect();
    all.extend(people);
    all
}

/// Telephone numbers in a cell, each as it is dialled at home, without the zero of
/// the area, and from abroad.
pub(super) fn phones(cell: &str) -> Vec<String> {
    let parts = cell.split([',', ';', '，', '；', '、', '|']);
    let mut all = Vec::new();
    for part in parts.flat_map(|part| part.split(" / ")) {
        // An extension is dialled later.
        let main = part.split(['转', 'x', 'X']).next().unwrap_or(part);
        let digits: String = main.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            continue;
        }
        let abroad = ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code));
        let home = abroad.filter(|rest| rest.len() >= 10).unwrap_or(&digits);
        let bare = home.strip_prefix('0').unwrap_or(home);
        all.extend([home.to_owned(), bare.to_owned(), format!("86{bare}")]);
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_known_without_its_form() {
        assert_eq!(names("杭州云岭轨道有限公司"), ["杭州云岭轨道有限公司", "杭州云岭轨道"]);
        assert_eq!(
            names("云岭 / Yunling Metro Ltd")[1..],
            ["云岭", "Yunling Metro Ltd", "云岭 / Yunling Metro", "Yunling Metro",]
        );
        assert_eq!(names("AB Ltd"), ["AB Ltd"], "what is left says nothing");
    }

    #[test]
    fn a_contact_is_a_department_and_a_person() {
        assert_eq!(contacts("培训保障部 王敏"), ["培训保障部 王敏", "王敏"]);
        assert_eq!(contacts("John Smith; 李工"), ["John Smith", "李工"]);
    }

    #[test]
    fn a_number_is_dialled_in_several_ways() {
        assert_eq!(phones("0571-5550-2101"), ["057155502101", "57155502101", "8657155502101"]);
        assert_eq!(phones("+86 139 1234 5678"), ["13912345678", "8613912345678"]);
        assert_eq!(phones("-"), Vec::<String>::new());
    }
}
