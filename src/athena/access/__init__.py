"""Athena's access room."""
