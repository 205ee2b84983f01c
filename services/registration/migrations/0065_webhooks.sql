-- Other systems of an office that are told what happens to its registrations, and what each was sent.
create table webhook (
    id uuid primary key,
    organization_id uuid not null,
    name text not null,
    url text not null,
    types text[] not null, -- of events: 'RegistrationConfirmed'
    secret_sealed bytea not null,
    old_secret_sealed bytea, -- also signs until old_until
    old_until timestamptz,
    state text not null default 'on' check (state in ('on', 'off', 'failed')),
    failing_since timestamptz, -- of the first failure after which nothing was taken
    created_at timestamptz not null default now()
);
create index webhook_organization on webhook (organization_id);

-- The body holds no personal data: ids, the state, the version (domain/webhooks.py).
create table webhook_delivery (
    webhook_id uuid not null references webhook (id) on delete cascade,
    message_id uuid not null, -- the CloudEvent's id
    registration_id uuid, -- null: a trial
    type text not null,
    body text not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts int not null default 0,
    next_at timestamptz not null default now(), -- of the next attempt while it waits
    tried_at timestamptz,
    response int, -- status of the last answer
    trouble text not null default '', -- why there was none, or none that counts
    created_at timestamptz not null default now(),
    primary key (webhook_id, message_id)
);
create index webhook_delivery_waiting on webhook_delivery (webhook_id, next_at) where state = 'waiting';
create index webhook_delivery_created on webhook_delivery (webhook_id, created_at);
create index webhook_delivery_registration on webhook_delivery (registration_id);
