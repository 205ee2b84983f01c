-- The PostgreSQL transport: one row for each message and each queue that hears it.

create table subscription (
    queue text not null,
    kind text not null,
    primary key (kind, queue)
);

create table delivery (
    id bigint generated always as identity,
    queue text not null,
    message_id uuid not null,
    subject text not null,
    body bytea not null,
    -- Until then somebody works on it; past: that somebody died with it; null: never given out.
    locked_until timestamptz,
    primary key (queue, id)
);
create index delivery_subject on delivery (subject);
alter table delivery set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Every service's role is a member of bimtek_bus and so may write here. Row security lets it put into
-- every queue, see only the queue of its own name, and change nothing about who hears what.
alter table delivery enable row level security;
create policy send on delivery for insert with check (true);
create policy own_queue on delivery using (current_user = 'bimtek_' || queue);
alter table subscription enable row level security;
create policy look on subscription for select using (true);
