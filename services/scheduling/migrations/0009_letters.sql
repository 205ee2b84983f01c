-- Surat undangan and surat tugas: their wording, their numbers, and the files that were made of them.

-- The wording an office chose for one kind of letter. No row: the wording that comes with Bimtek.
create table letter_text (
    organization_id uuid not null references office (id),
    kind text not null
        check (kind in ('trainer_invitation', 'participant_request', 'committee_assignment',
                        'trainer_assignment')),
    parts jsonb not null, -- by name of the part: domain/letter_texts.py
    primary key (organization_id, kind)
);

-- How letters under one signature block are numbered. No row: the rule that comes with Bimtek.
create table letter_numbering (
    organization_id uuid not null references office (id),
    paper text not null check (paper in ('invitation_letter', 'assignment_letter')),
    template text not null,
    unit text not null default '',
    classification text not null default '',
    primary key (organization_id, paper)
);

-- The last number given out in one series. The row's lock makes numbers gap-free: a transaction that fails
-- gives its number back.
create table letter_counter (
    organization_id uuid not null references office (id),
    paper text not null,
    unit text not null,
    year integer not null,
    last integer not null check (last >= 0),
    primary key (organization_id, paper, unit, year)
);

-- Letters made in one act: the same kind, date and wording.
create table letter_batch (
    id uuid primary key,
    organization_id uuid not null references office (id),
    workshop_id uuid not null references workshop (id), -- stays while a letter of it has a number
    kind text not null,
    details jsonb not null, -- what the organizer entered: domain/letters.py, Details
    made_at timestamptz not null, -- business time
    by_name text not null
);
create index letter_batch_organization on letter_batch (organization_id, made_at);
create index letter_batch_workshop on letter_batch (workshop_id);

create table letter (
    id uuid primary key,
    organization_id uuid not null references office (id),
    batch_id uuid not null references letter_batch (id),
    position integer not null, -- in its batch, from 1
    kind text not null,
    paper text not null,
    state text not null default 'draft' check (state in ('draft', 'final', 'void')),
    addressee jsonb not null, -- to whom, or who is sent: domain/letters.py, Addressee
    name text not null,       -- of the addressee or the people, for lists
    details jsonb,            -- of this letter alone since it was corrected; null: its batch's
    unit text,                -- these three: from the counter of (organization, paper, unit, year), for ever
    year integer,
    ordinal integer,
    number text,              -- as printed; given once
    letter_date date not null,
    finalized_at timestamptz, -- business time
    finalized_by text not null default '',
    face jsonb,               -- the wording of the newest edition: domain/letter_face.py
    reason text not null default '', -- of the newest correction
    wanted_edition integer not null default 0, -- the edition that should exist
    edition integer not null default 0,        -- the newest edition that does exist
    claimed_until timestamptz, -- wall clock; who makes the file has it until then
    tries integer not null default 0,
    failure text not null default '', -- why the file could not be made
    void_reason text not null default '',
    voided_at timestamptz,
    voided_by text not null default '',
    -- The walls: a number stands on one letter, whatever races; a letter that is final has one.
    constraint letter_number_once unique (organization_id, number),
    constraint letter_ordinal_once unique (organization_id, paper, unit, year, ordinal),
    constraint letter_numbered check (state = 'draft' or (number is not null and face is not null)),
    constraint letter_counted check ((ordinal is null) = (unit is null) and (ordinal is null) = (year is null)),
    constraint letter_voided check ((state = 'void') = (void_reason <> ''))
);
create index letter_batch_of on letter (batch_id, position);
create index letter_organization on letter (organization_id, letter_date);
create index letter_wanted on letter (claimed_until) where wanted_edition > edition and state = 'final';

-- A file that was made. The first is edition 1; a correction makes the next with the same number.
create table letter_edition (
    letter_id uuid not null references letter (id),
    ordinal integer not null check (ordinal >= 1),
    file_id uuid not null references file (id),
    sha256 bytea not null check (length(sha256) = 32),
    face jsonb not null,
    reason text not null default '', -- of the correction; empty for the first
    made_at timestamptz not null, -- business time
    -- The wall behind "a file is made once".
    primary key (letter_id, ordinal)
);

-- How an edition reached somebody: by mail, or from hand to hand.
create table letter_delivery (
    id uuid primary key,
    letter_id uuid not null references letter (id),
    edition integer not null,
    channel text not null check (channel in ('email', 'hand')),
    trainer_id uuid, -- whose mail it is
    name text not null,
    address text not null default '', -- mailed to
    state text not null check (state in ('queued', 'sent', 'failed', 'handed')),
    detail text not null default '', -- the mail server's words, or who took it
    at timestamptz not null, -- business time
    by_name text not null
);
-- The wall behind "nothing is mailed twice": only a mail that failed may be followed by another.
create unique index letter_mailed_once on letter_delivery (letter_id, edition, trainer_id)
where channel = 'email' and state <> 'failed';
create index letter_delivery_letter on letter_delivery (letter_id, at);
