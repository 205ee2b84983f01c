"""The designs of certificates and the code that fills them. No database here: data in, PDF out."""
