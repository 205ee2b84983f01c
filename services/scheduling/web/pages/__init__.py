"""Pages for people who are not, or not yet, signed in."""
