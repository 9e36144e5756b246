"""Bytes in, document out: one pure function for each kind of file."""
