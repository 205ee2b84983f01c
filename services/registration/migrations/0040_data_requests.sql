-- What people ask about their own data and the office has to answer, each with its clock (UU 27/2022).
create table data_request (
    id uuid primary key,
    registration_id uuid not null,
    workshop_id uuid not null,
    organization_id uuid not null,
    kind text not null check (kind in ('correct', 'delete')),
    words text not null, -- what is to be corrected, or why; emptied with the person
    asked_at timestamptz not null,
    due_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'done', 'refused')),
    decided_at timestamptz,
    decided_by text not null default '',
    reason text not null default '' -- of a refusal, as the person reads it
);
-- Asking twice is one request.
create unique index data_request_once on data_request (registration_id, kind) where state = 'open';
create index data_request_office on data_request (organization_id, due_at) where state = 'open';
create index data_request_person on data_request (registration_id, asked_at);
