-- How often an address was named lately is asked with each new request.
create index request_email on request (lower(email), asked_at) where email <> '';
