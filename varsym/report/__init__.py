"""What was found, for people and for machines: table, referee's report, JSON, graphs."""
