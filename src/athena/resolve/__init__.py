"""Resolution: which records are about the same person or thing, why, and how to undo it."""
