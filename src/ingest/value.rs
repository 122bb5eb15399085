//! Cell values: dates, durations, numbers, words, lists (`domain.md` §2.4).
