"""What scheduling decides, without a database: hours, timetables, collisions, warnings, who may sign in."""
