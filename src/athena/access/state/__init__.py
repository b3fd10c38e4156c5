"""Operational state: what people write about access, in a SQL database beside the lake."""
