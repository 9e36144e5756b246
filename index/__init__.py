"""Documents in, scored passages out: splitting, embedding, storing and searching."""
