-- Verdicts, numbers, certificates and their editions, and what the other services said.

create table workshop_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null
);
create index workshop_copy_organization on workshop_copy (organization_id);

create table registration_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    workshop_id uuid generated always as ((document ->> 'workshop_id')::uuid) stored
);
create index registration_copy_workshop on registration_copy (workshop_id);

-- One sheet for each workshop, with the workshop's id.
create table sheet_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null
);

-- The verdict on one person in one workshop, as it was published last. The id is the registration's.
create table eligibility (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    workshop_id uuid not null,
    verdict text not null check (verdict in ('earned', 'short')),
    jp_reached integer not null,
    jp_needed integer not null,
    jp_total integer not null,
    missed_sessions uuid [] not null,
    missed_mandatory uuid [] not null,
    decided_at timestamptz not null
);
create index eligibility_workshop on eligibility (workshop_id);

-- The last number given out in one series. The row's lock makes numbers gap-free: a transaction that
-- fails gives its number back.
create table number_counter (
    organization_id uuid not null,
    unit text not null,
    year integer not null,
    last integer not null check (last >= 0),
    primary key (organization_id, unit, year)
);

create table certificate (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    workshop_id uuid not null,
    registration_id uuid not null, -- resolved: never one that was merged into another
    kind text not null check (kind in ('peserta', 'narasumber', 'panitia', 'moderator')),
    state text not null check (state in ('draft', 'submitted', 'approved', 'issued', 'revoked')),
    name text not null,         -- as printed, or as it will be
    attention text not null default '' check (attention in ('', 'name', 'short', 'left')),
    dismissed text not null default '', -- what a person looked at and left as it is
    submitted_at timestamptz,
    approved_at timestamptz,    -- business time
    unit text,
    year integer,
    ordinal integer,            -- from the counter of (organization, unit, year), for ever
    number text,                -- as printed
    face jsonb,                 -- the wording the approver approved: domain/face.py
    wanted_edition integer not null default 0,  -- the edition that should exist
    edition integer not null default 0,         -- the newest edition that does exist
    replaces_because text,      -- public reason of the edition that is wanted
    claimed_until timestamptz,  -- wall clock; who makes the file has it until then
    tries integer not null default 0,
    failure text not null default '', -- why the file could not be made, as the office reads it
    delivery text not null default 'not_yet' check (delivery in ('not_yet', 'mailed', 'by_link', 'failed')),
    delivery_detail text not null default '',
    delivered_to text not null default '', -- the address the current edition was mailed to
    mailings integer not null default 0,   -- tells apart mails of one edition
    holder_code text not null,  -- opens the person's own page
    issued_at timestamptz,      -- business time, of the first edition
    revoked_at timestamptz,
    reason text,                -- public, one of PublicReason
    note text not null default '', -- internal
    -- The wall behind "exactly one certificate", whatever repeats.
    constraint certificate_once unique (registration_id, workshop_id, kind),
    constraint certificate_ordinal_once unique (organization_id, unit, year, ordinal),
    constraint certificate_number_once unique (organization_id, number),
    constraint certificate_numbered check (
        (number is not null and ordinal is not null and unit is not null and year is not null
         and face is not null)
        or state in ('draft', 'submitted')
    )
);
create index certificate_workshop on certificate (workshop_id, kind);
create index certificate_organization on certificate (organization_id, state);
create index certificate_wanted on certificate (claimed_until)
where wanted_edition > edition and state in ('approved', 'issued');
create index certificate_submitted on certificate (organization_id) where state = 'submitted';
create unique index certificate_holder on certificate (holder_code);

-- A sealed file. The first is edition 1; a correction makes the next with the same number.
create table edition (
    id uuid primary key,
    certificate_id uuid not null references certificate (id),
    ordinal integer not null check (ordinal >= 1),
    code text not null,         -- in the QR code: /sertifikat/<code>
    check_code text not null,   -- under it, typed by people
    name text not null,
    file_id uuid not null references file (id),
    sha256 bytea not null check (length(sha256) = 32),
    sealed_at timestamptz not null, -- wall clock
    issued_at timestamptz not null, -- business time
    replaced_at timestamptz,
    replaced_because text,
    -- The wall behind "a file is made once": a second worker's edition of the same ordinal is refused.
    constraint edition_once unique (certificate_id, ordinal)
);
create unique index edition_code on edition (code);
create unique index edition_check_code on edition (check_code);
create index edition_sha256 on edition (sha256);
