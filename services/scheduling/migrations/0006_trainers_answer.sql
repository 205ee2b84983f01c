-- Trainers are invited, answer by a link without an account, and are told of what changes, each thing once.

-- The two links of a trainer: codes for different purposes, so a calendar program never holds the first.
-- Only hashes are looked up; the codes themselves rest sealed, to be put into mails.
create table trainer_link (
    trainer_id uuid primary key references trainer (id) on delete cascade,
    page_sha256 bytea not null unique, -- opens /narasumber/{code}
    page_sealed bytea not null,
    feed_sha256 bytea not null unique, -- the trainer's own iCal feed
    feed_sealed bytea not null
);

-- One trainer asked for one workshop, with what they were last told. Whatever repeats, comparing that with
-- the sessions as they are now comes to the same state.
create table invitation (
    id uuid primary key,
    organization_id uuid not null references office (id),
    workshop_id uuid not null, -- no foreign key: who was asked for a draft is told when it is deleted
    trainer_id uuid not null references trainer (id),
    state text not null check (state in ('asked', 'confirmed', 'declined', 'proposed', 'withdrawn')),
    words text not null default '', -- why they declined
    asked_at timestamptz not null, -- business time; again when a change has to be confirmed anew
    answered_at timestamptz,
    nudged_at timestamptz, -- reminded that an answer is missing
    told jsonb not null, -- their sessions as last told, in the form of the view `teaching`
    about jsonb not null, -- the workshop as last told: title, zone, contact
    told_at timestamptz not null,
    begins_at timestamptz not null, -- of the first session told
    over_at timestamptz not null, -- end of the last session told
    sequence bigint not null, -- iCal SEQUENCE of what was last told
    pending jsonb, -- a difference seen and not yet told: told once it has stayed the same for a while
    pending_since timestamptz,
    reminded_for timestamptz, -- the beginning they were reminded of
    constraint invitation_once unique (workshop_id, trainer_id)
);
create index invitation_live on invitation (over_at) where state <> 'withdrawn';
create index invitation_trainer on invitation (trainer_id);
create index invitation_organization on invitation (organization_id, state);

-- Another time a trainer asks for. At most one is open for a session.
create table proposal (
    id uuid primary key,
    invitation_id uuid not null references invitation (id) on delete cascade,
    session_id uuid not null references session (id) on delete cascade,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    words text not null default '',
    state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'superseded')),
    answer text not null default '',
    decided_by text not null default '',
    decided_at timestamptz,
    created_at timestamptz not null,
    check (starts_at < ends_at)
);
create unique index proposal_open on proposal (invitation_id, session_id) where state = 'open';
create index proposal_session on proposal (session_id);

-- "Perlu dihubungi": what no mail could say.
create table trainer_task (
    id uuid primary key,
    organization_id uuid not null references office (id),
    invitation_id uuid not null references invitation (id) on delete cascade,
    purpose text not null,
    occasion text not null,
    data jsonb not null,
    created_at timestamptz not null,
    done_at timestamptz,
    done_by text not null default '',
    constraint trainer_task_once unique (invitation_id, purpose, occasion)
);
create index trainer_task_open on trainer_task (organization_id) where done_at is null;

-- An office's own figures; where there is no row, those of the settings.
create table trainer_rule (
    organization_id uuid primary key references office (id),
    remind_days integer not null check (remind_days between 1 and 30), -- before the first session
    answer_days integer not null check (answer_days between 1 and 30) -- before an answer is missed
);

-- What trainers hand in. Published: behind the workshop's material link.
create table material (
    id uuid primary key,
    organization_id uuid not null references office (id),
    workshop_id uuid not null, -- no foreign key: a daily job deletes the file together with the row
    trainer_id uuid not null references trainer (id),
    file_id uuid not null references file (id),
    name text not null,
    media_type text not null,
    size integer not null, -- bytes
    published boolean not null default false,
    created_at timestamptz not null
);
create index material_workshop on material (workshop_id);
create index material_trainer on material (trainer_id);

create table material_link (
    workshop_id uuid primary key,
    code_sha256 bytea not null unique,
    code_sealed bytea not null
);

-- What a trainer is told of a workshop. Moments as text in UTC, so that equal means equal.
create view teaching as
select st.trainer_id, s.workshop_id,
       jsonb_agg(jsonb_build_object(
           'id', s.id,
           'subject', s.subject,
           'starts_at', to_char(s.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
           'ends_at', to_char(s.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
           'place', v.name,
           'address', v.address,
           'map_url', v.map_url
       ) order by s.starts_at, s.id) as sessions
from session_trainer st
join session s on s.id = st.session_id
join venue v on v.id = s.venue_id
group by st.trainer_id, s.workshop_id;
