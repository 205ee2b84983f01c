-- A person hands their seat to somebody else: two registrations, and who came in whose place.

alter table registration
    -- squawk-ignore ban-drop-constraint
    drop constraint registration_ended_by_check,
    add constraint registration_ended_by_check
        check (ended_by in ('', 'person', 'office', 'hand_over')) not valid,
    -- squawk-ignore ban-drop-constraint
    drop constraint registration_consent_channel_check,
    add constraint registration_consent_channel_check
        check (consent_channel in ('web', 'api', 'office', 'group', 'import', 'hand_over')) not valid;

create table hand_over (
    from_id uuid primary key, -- the registration that ended; ids only, so nothing of anybody stays here
    to_id uuid not null,
    at timestamptz not null   -- business time
);
create unique index hand_over_to on hand_over (to_id);
