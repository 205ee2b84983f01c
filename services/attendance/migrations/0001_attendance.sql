-- Who was there: what the door saw, kept as it was seen, and the sheet that is closed over it.

-- The newest Workshop document.
create table workshop_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    state text generated always as (document ->> 'state') stored
);

-- The newest Registration document.
create table registration_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    workshop_id uuid generated always as ((document ->> 'workshop_id')::uuid) stored,
    state text generated always as (document ->> 'state') stored,
    ticket_sha256 text generated always as (document ->> 'ticket_sha256') stored,
    merged_into uuid generated always as ((document ->> 'merged_into')::uuid) stored
);
create index registration_copy_roster on registration_copy (workshop_id, state);
create index registration_copy_ticket on registration_copy (ticket_sha256) where ticket_sha256 <> '';
create index registration_copy_merged on registration_copy (merged_into) where merged_into is not null;

-- Where a mark's session belongs, found without opening documents. Follows the Workshop document.
create table session (
    id uuid primary key,
    workshop_id uuid not null,
    organization_id uuid not null
);
create index session_workshop on session (workshop_id);

-- One workshop's sheet. Its lock orders marks (share) against closing, reopening and counting again.
create table sheet (
    workshop_id uuid primary key,
    organization_id uuid not null,
    starts_at timestamptz not null, -- of the workshop, for lists
    ends_at timestamptz not null,
    version bigint not null default 0, -- of the Sheet document; 0: never sent
    closed boolean not null default false,
    closed_at timestamptz,             -- business time
    sent_sha256 bytea                  -- of what was sent last, so that nothing is sent twice
);
create index sheet_organization on sheet (organization_id, closed, starts_at);

-- What was seen of one person in one session. Never changed: a later mark says otherwise.
create table mark (
    id bigint generated always as identity primary key,
    organization_id uuid not null,
    workshop_id uuid not null,
    session_id uuid not null,
    registration_id uuid,  -- null: a card nobody knew yet; its ticket finds the person when they are heard of
    ticket_sha256 text,    -- of a card, hex
    status text check (status in ('hadir', 'terlambat', 'izin', 'sakit', 'tanpa_keterangan', 'pulang_awal')),
                           -- null: the record is withdrawn
    method text not null check (method in ('scan', 'tap', 'card', 'correction')),
    device text not null,
    nonce text not null,
    at timestamptz not null, -- business time at the door, never later than its arrival
    received_at timestamptz not null default clock_timestamp(),
    staff_id uuid not null,
    reason text not null default '',
    check (registration_id is not null or ticket_sha256 is not null)
);
-- A phone sends a batch again until it hears the answer: this is what counts it once.
create unique index mark_once on mark (organization_id, device, nonce);
create index mark_person on mark (registration_id, session_id);
create index mark_unknown on mark (ticket_sha256) where registration_id is null;

create function refuse_change_of_mark() returns trigger
language plpgsql
as $$
begin
    raise exception 'marks are only added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger mark_only_added_to
    before update or delete or truncate on mark
    for each statement execute function refuse_change_of_mark();

-- The version of each PersonAttendance document, and what was sent last.
create table person (
    registration_id uuid primary key,
    workshop_id uuid not null,
    organization_id uuid not null,
    version bigint not null default 0,
    sent_sha256 bytea
);

-- Workshops whose documents may say something else now; a job counts each again, however often it is named.
create table recount (
    workshop_id uuid primary key,
    since timestamptz not null default clock_timestamp()
);

-- Each closing freezes what the sheet said then; papers printed later name its number.
create table closing (
    workshop_id uuid not null,
    number integer not null,
    closed_at timestamptz not null, -- business time
    staff_id uuid not null,
    recap jsonb not null,
    sha256 bytea not null,
    primary key (workshop_id, number)
);
