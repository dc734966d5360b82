"""Text to words, once for all: tokens, languages, stop words, counts and term vectors."""
