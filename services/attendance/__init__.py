"""Attendance: who was there in each session, and the sheet that is closed over it.

Owns: mark, sheet, person, closing.
Sends: AttendanceRecorded (a person's marks), AttendanceClosed and AttendanceReopened (the whole sheet).
Hears: Workshop (sessions and their actual times), Registration (the roster, the tickets), Organization
and Staff.
"""
