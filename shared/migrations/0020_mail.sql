-- The mail queue. A row is a template's name and its data; the sender renders it when its turn comes.
-- Message-ID and Date are made with the row, so a repeat after an ambiguous cut is the same message.
create table mail (
    id bigint generated always as identity primary key,
    purpose text not null,          -- the template: email/<purpose>/
    subject text not null,          -- whose mail it is: 'Registration/<id>'; erasing a person finds it here
    occasion text not null,         -- tells apart repeats of one purpose for one subject
    organization_id uuid not null,
    recipient text not null,
    language text not null,
    data jsonb not null,
    attachments jsonb not null,     -- [{"file": "<uuid>", "name": "sertifikat.pdf"}]
    message_id uuid not null,       -- left part of the Message-ID
    date timestamptz not null default clock_timestamp(),
    state text not null default 'queued'
        check (state in ('queued', 'sending', 'retrying', 'sent', 'refused', 'failed')),
    attempts integer not null default 0,
    next_at timestamptz not null default clock_timestamp(), -- due then; while 'sending', when the lease ends
    lease uuid,                     -- whose claim it is while 'sending'
    detail text not null default '', -- what the mail server said last
    finished_at timestamptz,
    told boolean not null default true, -- false: the end is marked but Service.on_mail failed and is owed
    constraint mail_once unique (purpose, subject, occasion)
);
create index mail_due on mail (next_at) where state in ('queued', 'sending', 'retrying');
create index mail_owed on mail (next_at) where not told;
create index mail_subject on mail (subject);
create index mail_organization on mail (organization_id, id);

-- One row: whether sending is stopped, as after a restore, until a person says what may go.
create table mail_sending (
    one_row boolean primary key default true check (one_row),
    paused boolean not null default false
);
insert into mail_sending default values;
