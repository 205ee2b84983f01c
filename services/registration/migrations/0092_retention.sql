-- How long an office keeps what people said after their workshop has ended; no row: the product's defaults.
create table retention (
    organization_id uuid primary key,
    months jsonb not null default '{}', -- by field; what is not named has its default
    done_on date -- business day on which everything due was erased last
);

-- Of somebody who was erased the log keeps who opened which field and when. What was written as a reason may
-- name them, so it alone may be emptied; nothing else is ever changed, and nothing removed.
create function refuse_change_but_forgetting_of_access_log() returns trigger
language plpgsql
as $$
begin
    if new.reason = '' and (new.id, new.at, new.organization_id, new.who, new.registration_id, new.field,
                            new.purpose)
       is not distinct from (old.id, old.at, old.organization_id, old.who, old.registration_id, old.field,
                             old.purpose)
    then
        return new;
    end if;
    raise exception 'the access log is only added to' using errcode = 'insufficient_privilege';
end
$$;
drop trigger access_log_only_added_to on access_log;
create trigger access_log_only_added_to
    before delete or truncate on access_log
    for each statement execute function refuse_change_of_access_log();
create trigger access_log_only_forgets
    before update on access_log
    for each row execute function refuse_change_but_forgetting_of_access_log();
