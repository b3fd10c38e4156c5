"""The sources that come with Athena: one module each."""
