-- What people were last told of a workshop, what they were not told yet, and every notice that was sent.

create table announced (
    workshop_id uuid primary key references workshop (id) on delete cascade,
    document jsonb not null,               -- the Workshop document as people know it
    looked_version bigint not null,        -- of the workshop, when it was last compared with the document
    changes jsonb,                         -- what they were not told yet; null: they know everything
    reason text not null default '',       -- of the newest of these changes that has one
    since timestamptz,                     -- when the first of these changes was seen
    changed_at timestamptz,                -- when these changes became what they are; the quiet time runs from here
    touches_at timestamptz,                -- the first session that they touch; null: no session
    check ((changes is null) = (since is null) and (changes is null) = (changed_at is null))
);
create index announced_untold on announced (changed_at) where changes is not null;

-- A decision about changes: people were told, or did not need to be. Never changed afterwards.
create table notice (
    id uuid primary key,
    workshop_id uuid not null references workshop (id) on delete cascade,
    organization_id uuid not null,
    at timestamptz not null,
    sent boolean not null,                 -- false: people did not need to be told
    by_name text not null,                 -- empty: sent by itself after the quiet time
    reason text not null,
    changes jsonb not null,                -- {"sessions": […], "terms": […], "seated_only": …}
    people integer not null check (people >= 0), -- whom it was meant for, as counted then
    check (sent or (by_name <> '' and reason <> ''))
);
create index notice_workshop on notice (workshop_id, at);

-- How long an office waits after the last change before people are told by itself. No row: 30 minutes.
create table notice_rule (
    organization_id uuid primary key references office (id),
    quiet_minutes integer not null check (quiet_minutes between 1 and 1440)
);
