-- Keyed requests and what they came to: see shared/db/once.py. The outcome is null only inside the
-- transaction that claimed the key.
create table once (
    scope text not null,
    key text not null,
    fingerprint bytea not null,
    outcome jsonb,
    at timestamptz not null default clock_timestamp(),
    primary key (scope, key)
);
create index once_at on once using brin (at);
