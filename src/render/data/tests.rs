//! The contract, key by key, over a small project written by hand.
