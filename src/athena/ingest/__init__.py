"""Ingest: delivered files become records, quarantine with reasons, and a reconciliation that sums."""
