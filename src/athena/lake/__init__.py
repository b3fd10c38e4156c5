"""Athena's lake room."""
