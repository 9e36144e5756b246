"""The prompts: frozen templates, each a file. What goes in is listed in it as ``$placeholder``; out come messages."""
