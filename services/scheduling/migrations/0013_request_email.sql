-- How often an address was named lately is asked with each new request.
-- The table has a row for each request of a village: it is read in moments.
-- squawk-ignore require-concurrent-index-creation
create index request_email on request (lower(email), asked_at) where email <> '';
