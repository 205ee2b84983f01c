"""What people and programs see of scheduling; every address is a row of routes.py."""
