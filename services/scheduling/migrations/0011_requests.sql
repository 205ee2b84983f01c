-- Usulan Bimtek: somebody asks an office for a workshop, the office answers and turns several into one.

create table request (
    id uuid primary key,
    organization_id uuid not null references office (id),
    code_sha256 bytea not null unique, -- of the link that opens it
    path_sealed bytea not null, -- the link itself, for mails and for the office that calls
    language text not null default 'id',
    kind text not null check (kind in ('village', 'centre', 'group', 'office', 'other')),
    body text not null, -- the village, centre, group or office that asks
    name text not null,
    position text not null default '',
    phone text not null default '',
    email text not null default '',
    email_trouble text not null default '', -- what the mail server said of the address
    district_code text not null,
    place text not null default '',
    subject text not null,
    commodity text not null,
    people integer not null check (people between 1 and 2000),
    reason text not null,
    wished text not null default '', -- when it would suit them, in their words
    state text not null default 'submitted' check (state in ('submitted', 'studied', 'declined', 'withdrawn')),
    workshop_id uuid references workshop (id) on delete set null,
    asked_at timestamptz not null
);
create index request_organization on request (organization_id, asked_at);
create index request_workshop on request (workshop_id);

-- What the office told those who asked; by mail, or else by somebody who calls them.
create table request_answer (
    id uuid primary key,
    request_id uuid not null references request (id) on delete cascade,
    at timestamptz not null,
    shown text not null check (shown in ('studied', 'scheduled', 'declined', 'reopened')),
    words text not null default '',
    workshop_id uuid references workshop (id) on delete set null,
    by_name text not null,
    to_call boolean not null, -- no address, or the mail did not arrive
    called_at timestamptz,
    called_by text not null default ''
);
create index request_answer_request on request_answer (request_id, at);

-- Where a request stands for those who asked: it follows the workshop it became part of.
create view request_standing as
select r.id,
       w.state as workshop_state,
       btrim(w.title || ' ' || w.class_label) as workshop,
       w.slug,
       case
           when r.state in ('declined', 'withdrawn') then r.state
           when w.state in ('published', 'completed') then 'scheduled'
           when w.state = 'draft' and c.companions > 1 then 'merged'
           else r.state
       end as shown
from request r
left join workshop w on w.id = r.workshop_id
left join lateral (select count(*) as companions from request o where o.workshop_id = r.workshop_id) c on true;
