"""Suggesting a timetable: the problem, a plan, what a plan costs, who checks it, and what blocks it.

Everything here is pure and counts whole minutes: a moment is the minutes since 1970-01-01 00:00 UTC.
"""
