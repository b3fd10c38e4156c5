"""The console: server-made pages over the functions that the API calls, each view a plain GET through the door."""
