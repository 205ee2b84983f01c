"""Every SQL statement of registration: seats, registrations, lists, tasks and the copies of others."""
