"""The command line: what each command takes, and one clear line where it cannot go on."""
