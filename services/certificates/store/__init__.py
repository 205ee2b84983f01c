"""Every SQL statement of certificates: copies of others, verdicts, numbers, certificates, editions."""
