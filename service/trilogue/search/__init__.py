"""Finds things by what they are called: names in all languages, identifiers, glosses."""
