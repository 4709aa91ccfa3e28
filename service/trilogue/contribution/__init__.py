"""Facts that researchers bring in, from the first file to the published record."""
