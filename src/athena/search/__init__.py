"""Find anyone and anything you may, and know why you see it: one query over every kind of record, through a view."""
