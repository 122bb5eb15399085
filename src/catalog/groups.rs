//! Which events belong to each record of a kind: lists end to end, built in two
//! passes, in event order.

/// Event positions grouped by a record's position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Groups {
    /// Groups positions `0..count` into `groups` groups by `group_of`; a position
    /// without a group is left out.
    pub fn build(groups: usize, count: usize, group_of: impl Fn(usize) -> Option<usize>) -> Self {
        let mut ends = vec![0_u32; groups];
        for item in 0..count {
            if let Some(group) = group_of(item) {
                ends[group] += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            total += *end;
            *end = total;
        }
        let mut next: Vec<u32> = std::iter::once(0).chain(ends.iter().copied()).collect();
        let mut items = vec![0_u32; total as usize];
        for item in 0..count {
            if let Some(group) = group_of(item) {
                items[next[group] as usize] = item as u32;
                next[group] += 1;
            }
        }
        Self { ends, items }
    }

    /// The members of a group, in order.
    pub fn of(&self, group: usize) -> &[u32] {
        let Some(&end) = self.ends.get(group) else { return &[] };
        let start = if group == 0 { 0 } else { self.ends[group - 1] };
        &self.items[start as usize..end as usize]
    }

    /// The members of neighbouring groups, group by group.
    pub fn of_range(&self, groups: std::ops::Range<usize>) -> &[u32] {
        let end_of = |group: usize| match group {
            0 => 0,
            _ => self.ends.get(group - 1).or(self.ends.last()).copied().unwrap_or(0) as usize,
        };
        let (start, end) = (end_of(groups.start), end_of(groups.end));
        self.items.get(start..end).unwrap_or_default()
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there are no groups.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_the_groupless_are_left_out() {
        let groups =
            Groups::build(3, 6, |i| [Some(2), Some(0), None, Some(2), Some(0), Some(2)][i]);
        assert_eq!(groups.of(0), &[1, 4]);
        assert_eq!(groups.of(1), &[] as &[u32]);
        assert_eq!(groups.of(2), &[0, 3, 5]);
        assert_eq!(groups.of(9), &[] as &[u32]);
        assert_eq!(groups.of_range(0..2), &[1, 4]);
        assert_eq!(groups.of_range(1..9), &[0, 3, 5]);
        assert_eq!(groups.of_range(3..3), &[] as &[u32]);
    }
}
