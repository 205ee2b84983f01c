"""Every statement on attendance's tables, a file per capability."""
