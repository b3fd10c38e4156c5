"""Benchmarks: speed and memory beside named peers in one run; see bench/README.md."""
