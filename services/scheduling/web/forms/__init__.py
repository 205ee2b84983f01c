"""The forms of scheduling, a file per capability."""
