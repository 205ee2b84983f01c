"""The pages and the API of attendance."""
