"""What people and programs see of certificates; every address is a row of routes.py."""
