"""The command line: parse, call a feature, render. No SQL and no rules live here."""
