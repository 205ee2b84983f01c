"""Pages, the JSON API and the table of all addresses of registration."""
