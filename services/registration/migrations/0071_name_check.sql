-- Who has looked at the name that their certificate will bear, and said that it is right.
create table name_check (
    registration_id uuid primary key,
    name text not null, -- as it was then: another one has to be looked at again
    at timestamptz not null
);
