-- What the panitia remarks on somebody while choosing; for the office and the person, never for others.
create table score_note (
    registration_id uuid primary key,
    note text not null check (note <> ''),
    by_name text not null, -- who wrote it last
    at timestamptz not null
);
