-- What an office says in its own words in a mail to participants; no row, or an empty part: the product's text.
create table message_text (
    organization_id uuid not null,
    purpose text not null,   -- of the mail: email/<purpose>/
    language text not null check (language in ('id', 'en')),
    subject text not null default '',
    opening text not null default '',  -- after the greeting; placeholders such as {nama}
    closing text not null default '',  -- before the contact person
    changed_at timestamptz not null default clock_timestamp(),
    changed_by text not null,          -- the name of the member of staff
    primary key (organization_id, purpose, language)
);
