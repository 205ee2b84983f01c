"""Registration: sign-up forms, the people who signed up, seats and the waiting list.

Owns: seat, registration, contact_task, sign_up_form and question_set (the office's own questions),
compared_pair, data_request, message_terms, access_log, centre.
Sends: RegistrationConfirmed, RegistrationWaitlisted, RegistrationOffered, RegistrationChanged,
RegistrationCancelled, RegistrationErased.
Hears: Workshop (what can be signed up for), PersonAttendance, Eligibility and Certificate (what a person
reads about themselves), Organization and Staff.
"""
