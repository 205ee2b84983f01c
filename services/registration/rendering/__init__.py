"""Paper for the office: participants' cards, and the list of those who were chosen. Runs in a worker."""
