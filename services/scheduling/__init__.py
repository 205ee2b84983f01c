"""Scheduling: offices and their staff, programmes, workshops, sessions, trainers, venues and bookings.

Owns: office, account, trainer, venue, programme, workshop, session, booking, request, notice.
Sends: OrganizationChanged, StaffChanged, WorkshopPublished, WorkshopChanged, WorkshopCancelled,
WorkshopCompleted.
Hears: Registration and Certificate, for the head counts on a workshop's pages; nothing is decided from
them but that a capacity may not fall below the people who already have a seat.
"""
