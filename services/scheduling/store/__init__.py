"""Every SQL statement of scheduling, a constant above the function that runs it, a file per capability."""
