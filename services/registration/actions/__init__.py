"""What can happen in registration. Each action is rows, events and letters in one transaction."""
