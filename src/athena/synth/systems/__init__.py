"""The systems of Northmere Police, one module each: what it knows of the world, written as it would export it."""
