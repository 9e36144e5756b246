"""Questions with expected answers in, measures with a report out."""
