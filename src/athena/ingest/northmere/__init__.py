"""Northmere's sources: the worked example of how a force teaches Athena its own systems. Copied into a workspace."""
