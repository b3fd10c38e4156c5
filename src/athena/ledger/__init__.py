"""Athena's ledger room."""
