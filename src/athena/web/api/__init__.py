"""The HTTP API, version 1: a module for each feature, all behind the gates of `athena.web.gate`."""
