-- Choosing among those who asked: what counts how much, what the panitia gave by hand, and the lists that were
-- decided and printed.
create table selection (
    workshop_id uuid primary key,
    organization_id uuid not null,
    criteria jsonb not null -- in their order
);

create table hand_score (
    registration_id uuid not null,
    criterion text not null,
    points integer not null check (points between 0 and 5),
    by_name text not null, -- who gave it
    at timestamptz not null,
    primary key (registration_id, criterion)
);

-- A list that was decided stays as it was: its names are those of the day. Of an erased person the name goes.
create table decision_paper (
    id uuid primary key,
    workshop_id uuid not null,
    organization_id uuid not null,
    edition integer not null, -- from 1 for each workshop
    number text not null,
    dated date not null,
    made_at timestamptz not null,
    made_by text not null,
    chosen jsonb not null, -- rows: registration, name, institution, home, sex
    reserve jsonb not null, -- the same of those who wait, in their order
    unique (workshop_id, edition)
);
