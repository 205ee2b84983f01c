-- What more a sign-up says, and what an office sets for a workshop's sign-up.

alter table registration
    add column village_code text not null default '',
    add column business jsonb not null default '{}', -- NIB, product, workers …; all optional
    add column answers jsonb not null default '{}',  -- to the office's own questions, by their key
    add column group_id uuid,                        -- of a contact person's list
    -- squawk-ignore ban-drop-constraint
    drop constraint registration_consent_channel_check,
    add constraint registration_consent_channel_check
        check (consent_channel in ('web', 'api', 'office', 'group', 'import')) not valid;

-- What an office sets for one workshop's sign-up beside the terms that scheduling tells; no row: the defaults.
create table sign_up_terms (
    workshop_id uuid primary key,
    organization_id uuid not null,
    hand_over boolean not null default false -- a person may hand their seat to somebody else
);
