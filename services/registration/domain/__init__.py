"""Pure rules of registration: who gets a seat, who may do what, what a person has reached."""
