"""The bundled corpus: the article that this project is about, as data."""
