"""The Belitung story: a whole workshop played through the pages, the JSON API and the links in mails.

Owns nothing, sends nothing, hears nothing. It is the only part of the product that moves business time.
"""
