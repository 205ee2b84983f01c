-- Files lie in the database: one transaction and one backup with the rows that name them.
create table file (
    id uuid primary key,
    sha256 bytea not null check (length(sha256) = 32),
    media_type text not null,
    bytes bytea not null,
    at timestamptz not null default clock_timestamp()
);
-- PDF and PNG are compressed already.
alter table file alter column bytes set storage external;
