-- Messages: tasks that a newer message made needless, and when people are reminded.

alter table contact_task
    add column overtaken boolean not null default false, -- closed by a newer message, nobody was called
    add column said_at timestamptz not null default now(); -- by the wall clock, as mails are dated

-- What an office sets for one workshop's messages; no row: the product's times.
create table message_terms (
    workshop_id uuid primary key,
    organization_id uuid not null,
    reminder_days integer[] not null, -- before the day it begins; 0 is that day
    reminder_hour integer not null check (reminder_hour between 0 and 23), -- where the workshop is
    thanks boolean not null, -- whoever was there is thanked the morning after
    set_at timestamptz not null -- a moment before this is over, whatever is chosen now
);

-- One row for each reminder that went, or was passed over because a later one was due as well.
create table reminded (
    workshop_id uuid not null,
    starts_at timestamptz not null, -- a beginning that moves is reminded of anew
    days integer not null,
    primary key (workshop_id, starts_at, days)
);
insert into reminded (workshop_id, starts_at, days)
select workshop_id, reminded_for, 1 from seat where reminded_for is not null;
