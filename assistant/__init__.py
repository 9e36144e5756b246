"""Question and passages in, answer with checked citations out."""
