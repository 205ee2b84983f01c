"""The JSON API of scheduling: the same actions as the pages, for programs."""
