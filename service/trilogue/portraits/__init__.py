"""What the dataset tells of one actor, claim, source, provision or norm, for people to read."""
