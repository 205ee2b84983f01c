-- What every service needs to send and to receive: see shared/bus/README.md.

-- Events that are committed but not yet confirmed by the transport. A row lives for milliseconds.
create table outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    subject text not null,
    body bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    next_at timestamptz not null default clock_timestamp()
);
-- Rows come and go by the thousand: clean up by count, not by share of the table.
alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Messages whose effects are committed; a repeat finds its row here and does nothing.
create table inbox (
    message_id uuid primary key,
    received_at timestamptz not null default clock_timestamp()
);
create index inbox_received_at on inbox using brin (received_at);

-- Messages that failed, tried again one by one; parked ones wait for a person.
create table trouble (
    message_id uuid primary key,
    subject text not null,
    body bytea not null,
    attempts integer not null,
    next_at timestamptz not null,
    reason text not null,
    since timestamptz not null default clock_timestamp(),
    parked_at timestamptz
);
create index trouble_next_at on trouble (next_at) where parked_at is null;
create index trouble_subject on trouble (subject);
