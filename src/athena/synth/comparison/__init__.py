"""Northmere beside the world: the same figures taken from real public data and from its own export."""
