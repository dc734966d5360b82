"""Subjects that the analyst names in a lexicon, assigned by a rule with evidence."""
