"""What calls take and answer."""
