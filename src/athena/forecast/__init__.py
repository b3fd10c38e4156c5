"""Expected demand by place and time, honestly tested. Places and times, never people."""
