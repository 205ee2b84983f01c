-- Every notice of a workshop's changes that was heard; whom it reached is read from mails and tasks by its id.
create table notice (
    id uuid primary key, -- nobody is mailed twice for one
    workshop_id uuid not null,
    organization_id uuid not null,
    document jsonb not null,
    at timestamptz not null, -- when the office decided to send it
    people integer not null check (people >= 0) -- who were told when it was heard
);
create index notice_workshop on notice (workshop_id, at);
