"""Profile: what the records of one person or thing say, side by side, and what says so."""
