-- Quotas, the hours an offer was made for, when a registration ended, and the centres an office knows.

alter table seat
    add column quotas jsonb,            -- the rules in their order; null: a workshop without quotas
    add column tally jsonb,             -- how many people of which profile sit and wait; null with quotas
    add column next_release timestamptz; -- when the next seats that are held back become free for all

alter table registration
    add column centre_id uuid,                           -- the cluster of small businesses they belong to
    add column quota_profile integer not null default 0, -- which of the workshop's quotas count them: a bit each
    add column offer_hours integer,                      -- of the offer made to them, as it was then
    add column ended_at timestamptz;                     -- business time

update registration set offer_hours = seat.offer_hours
from seat where seat.workshop_id = registration.workshop_id and registration.state = 'offered';

-- Sentra: the recognised clusters an office lets people choose from.
create table centre (
    id uuid primary key,
    organization_id uuid not null,
    name text not null,
    retired boolean not null default false -- stays with those who chose it, is no longer offered
);
create unique index centre_name on centre (organization_id, lower(name)) where not retired;
