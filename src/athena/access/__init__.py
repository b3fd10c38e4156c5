"""The only door: who asks, why, by which public rule, and what leaves."""
