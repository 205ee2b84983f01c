"""The seal of the system: a digital mark that a file has not changed since it was issued.

It is a PAdES signature at level B-B with a key and a self-signed certificate of this installation.
It is neither a certified electronic signature (TTE tersertifikasi) nor the electronic seal of a
registered provider (PSrE), and every page that names it says so. No database here.
"""
