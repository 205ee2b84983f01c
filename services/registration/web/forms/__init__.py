"""The forms of registration: kinds of fields, the sign-up form, small ones."""
