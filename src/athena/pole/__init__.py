"""Athena's pole room."""
