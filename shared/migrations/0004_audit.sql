-- Who did what, kept as it was written: rows are added and read, never changed or removed.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    organization_id uuid,
    who text not null,
    what text not null,
    subject text not null,
    before jsonb,
    after jsonb
);
create index audit_organization on audit (organization_id, id);
create index audit_subject on audit (subject, id);

create function refuse_change_of_audit() returns trigger
language plpgsql
as $$
begin
    raise exception 'the audit trail is only added to' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_only_added_to
    before update or delete or truncate on audit
    for each statement execute function refuse_change_of_audit();
