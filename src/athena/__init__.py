"""Athena: an open police data platform that proves how it was used."""

__version__ = "0.1.0"
