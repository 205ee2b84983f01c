"""The solver behind the extra `[solver]`: runs in a process of its own and knows no database."""
