"""From text to words, in one place: tokens, languages, stop words, counts and term vectors."""
