"""A small web of our own for the tests: an article and the 24 pages it cites, served over real HTTP."""
