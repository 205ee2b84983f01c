"""Paper for the office: participants' cards, eight to a sheet. Runs in a worker process."""
