"""Migration: mainframe files come over whole, as records of the vocabulary, and the proof is signed."""
