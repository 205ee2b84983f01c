"""The JSON calls of registration: the same rules and actions as the pages."""
