"""Athena's ingest room."""
