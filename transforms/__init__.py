"""What the text means: pure functions from a raw document to rows, with no file, clock or database."""
