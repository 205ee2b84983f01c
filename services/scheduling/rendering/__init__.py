"""The design of letters and the code that fills it. No database here: data in, PDF out."""
