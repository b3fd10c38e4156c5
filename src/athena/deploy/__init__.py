"""What to do with the officers there are: response, patrol, rosters, numbers. Of places and times, never of people."""
