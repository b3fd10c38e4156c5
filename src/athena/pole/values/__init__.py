"""Value types: one module each, which parses, normalises, validates and prints one sort of value.

All are frozen, print a canonical form with `str`, and read back what they print as an equal value. A text that
is not well formed is refused (`Refused`, code `pole.value.<type>`) and never repaired by a guess.
"""
