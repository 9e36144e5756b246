"""Question and passages in, evidence sentences with their scores and spans out."""
