"""The HTTP API and the console: one process in front of one door. It parses, calls and renders, and holds no rule."""
