"""The four services, and what joins them: the command line, the suite, the demo."""
