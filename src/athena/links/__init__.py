"""Links: the graph of what a view may see; neighbours, paths, communities and measures, each with its evidence."""
