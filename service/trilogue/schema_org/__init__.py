"""What a search engine or a fact-checking aggregator reads in a page, in schema.org's words."""
