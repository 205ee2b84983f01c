"""What a server room would hold, inside the process: PostgreSQL and a mail catcher."""
