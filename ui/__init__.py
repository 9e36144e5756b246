"""Answers in, pages and terminal output out: the command line and the chat."""
