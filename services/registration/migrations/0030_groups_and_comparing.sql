-- Who may be one person, what the office decided about it, and people signed up by a contact person.

-- Two registrations that the office has compared. Of the pair, and not of one of them: who is not the same
-- person as a sister is still found when signing up twice.
create table compared_pair (
    one uuid not null,
    other uuid not null,
    organization_id uuid not null,
    verdict text not null check (verdict in ('different', 'allowed')),
    at timestamptz not null,
    primary key (one, other),
    constraint compared_pair_in_order check (one < other)
);
create index compared_pair_other on compared_pair (other);

-- Until now one word cleared a person against everybody for ever: it was meant for those who looked alike then.
insert into compared_pair (one, other, organization_id, verdict, at)
select least(a.id, b.id), greatest(a.id, b.id), a.organization_id, 'different', now()
from registration a
join registration b on b.workshop_id = a.workshop_id and b.id <> a.id
where a.separate
  and (a.nik_index = b.nik_index
       or (a.phone = b.phone and a.phone <> '' and lower(a.full_name) = lower(b.full_name)))
on conflict do nothing;
comment on column registration.separate is 'not read any more: see compared_pair';

-- When a workshop really meets, to find classes that meet at the same time.
-- Beside the document what is compared of it: a document is unpacked anew for each time it is looked into.
alter table workshop_copy add column meets tstzmultirange;
-- There are few workshops: the table is written anew in a moment.
-- squawk-ignore adding-field-with-default
alter table workshop_copy add column zone text generated always as (document ->> 'zone') stored;
-- squawk-ignore adding-field-with-default
alter table workshop_copy add column title text generated always as (lower(document ->> 'title')) stored;
-- squawk-ignore adding-field-with-default
alter table workshop_copy add column programme_id text generated always as (document #>> '{programme,id}') stored;
update workshop_copy
set meets = (
    select range_agg(tstzrange((session ->> 'starts_at')::timestamptz, (session ->> 'ends_at')::timestamptz))
    from jsonb_array_elements(document -> 'sessions') as session
    where session ->> 'held' is distinct from 'false'
);

-- A contact person's list. Its link is a secret like a registration's own.
create table sign_up_group (
    id uuid primary key,
    workshop_id uuid not null,
    organization_id uuid not null,
    kind text not null check (kind in ('open', 'nomination')),
    name text not null, -- of the contact person
    phone text not null,
    email text not null,
    role text not null check (role in ('', 'pic', 'adviser', 'companion', 'centre', 'other')),
    institution text not null,
    language text not null,
    most integer not null check (most between 1 and 1000), -- people at a time
    deadline timestamptz,
    consent_version text not null default '', -- the contact declared to act for the people; empty: not yet
    consent_at timestamptz,
    code_sha256 bytea not null,
    code_sealed bytea not null,
    email_trouble text not null default '',
    created_at timestamptz not null,
    created_by text not null default '', -- "Staff/<id>"; empty: the contact person
    withdrawn_at timestamptz
);
create unique index sign_up_group_code on sign_up_group (code_sha256);
create index sign_up_group_workshop on sign_up_group (workshop_id, created_at);

-- What several people without phone and email are told goes to their contact person in one mail.
alter table contact_task add column digest text not null default ''; -- the occasion of that mail
