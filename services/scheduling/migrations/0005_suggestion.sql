-- Timetables that were asked for: the wish, how far it is, the best plan so far, or what blocks it.
create table suggestion (
    id uuid primary key,
    organization_id uuid not null references office (id),
    by_name text not null,
    wishes jsonb not null,
    workshop_ids uuid[] not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'done', 'cancelled', 'failed')),
    progress integer not null default 0 check (progress between 0 and 100),
    solver boolean not null default false, -- whether the solver took part
    attempts integer not null default 0,
    leased_until timestamptz,
    plan jsonb, -- the best so far: sessions with what they were when the work began
    cost_before jsonb,
    cost jsonb,
    bound bigint, -- no plan costs less; null where nobody can tell
    blocked jsonb, -- the smallest set of constraints that leaves no plan
    reason text not null default '',
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    accepted_at timestamptz,
    accepted_sessions integer
);
create index suggestion_organization on suggestion (organization_id, created_at desc);
create index suggestion_waiting on suggestion (created_at) where state in ('queued', 'running');
