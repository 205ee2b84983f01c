-- Who opened what of whose sealed data, when and why: rows are added and read, never changed or removed.
create table access_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    organization_id uuid not null,
    who text not null, -- 'Staff/<id>'
    registration_id uuid not null,
    field text not null, -- 'nik', 'disability', 'q_<key>' for the answer to a question of the office's own
    purpose text not null check (purpose in ('comparing', 'preparing', 'reporting', 'asked', 'other')),
    reason text not null default '' -- in words of their own
);
create index access_log_organization on access_log (organization_id, id);
create index access_log_registration on access_log (registration_id, id);

create function refuse_change_of_access_log() returns trigger
language plpgsql
as $$
begin
    raise exception 'the access log is only added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger access_log_only_added_to
    before update or delete or truncate on access_log
    for each statement execute function refuse_change_of_access_log();
