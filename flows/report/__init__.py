"""The report of a run: a small static site that opens without network, and the data behind it as CSV."""
