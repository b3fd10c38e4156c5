"""Charts as files that other tools read: GraphML, GEXF, CSV for i2, FollowTheMoney, SVG and PNG."""
