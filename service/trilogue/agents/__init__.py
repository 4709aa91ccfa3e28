"""What programs that converse with a model may ask: read-only tools whose answers name sources."""
