"""How a record, or the whole dataset, is cited: what is told, and how each format writes it."""
