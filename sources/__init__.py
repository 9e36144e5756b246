"""URL or file in, document with offsets out: fetching, gating, extracting and keeping sources."""
