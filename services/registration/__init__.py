"""Registration: sign-up forms, the people who signed up, seats and the waiting list.

Owns: seat, registration, contact_task.
Sends: RegistrationConfirmed, RegistrationWaitlisted, RegistrationOffered, RegistrationChanged,
RegistrationCancelled, RegistrationErased.
Hears: Workshop (what can be signed up for), PersonAttendance, Eligibility and Certificate (what a person
reads about themselves), Organization and Staff.
"""
