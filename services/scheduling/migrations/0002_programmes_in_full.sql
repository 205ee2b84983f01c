-- What a programme is in the budget, who does what in a session, and what is kept to plan again.

-- Program, kegiatan and sub kegiatan as the budget numbers them; activity_code and activity_name are the sub
-- kegiatan's.
alter table programme
    add column program_code text not null default '',
    add column program_name text not null default '',
    add column main_activity_code text not null default '', -- kegiatan
    add column main_activity_name text not null default '',
    add column officer_role text not null default '', -- PPTK, PPK or KPA
    add column officer_nip text not null default '',
    add column decree_date date; -- of the SK panitia

-- Rows that are there all get 'lead', so there is nothing to validate.
alter table session_trainer
    add column role text not null default 'lead';
alter table session_trainer
    add constraint session_trainer_role check (role in ('lead', 'assistant', 'moderator')) not valid;

-- Who was to teach a session, kept when somebody says how it went; session_trainer then says who did.
create table planned_trainer (
    session_id uuid not null references session (id) on delete cascade,
    trainer_id uuid not null references trainer (id),
    position integer not null,
    role text not null check (role in ('lead', 'assistant', 'moderator')),
    primary key (session_id, trainer_id)
);
insert into planned_trainer (session_id, trainer_id, position, role)
select t.session_id, t.trainer_id, t.position, t.role
from session_trainer t
join session s on s.id = t.session_id
where s.held is not null;

-- A timetable the office keeps to start other workshops from: (day, from, to, kind, subject, mandatory) each.
create table timetable (
    id uuid primary key,
    organization_id uuid not null references office (id),
    name text not null,
    rows jsonb not null,
    created_at timestamptz not null default now()
);
create unique index timetable_name on timetable (organization_id, lower(name));

-- What a copied workshop had to do without: a trainer of a session that is there, or a session itself.
create table left_out (
    id uuid primary key,
    workshop_id uuid not null references workshop (id) on delete cascade,
    session_id uuid references session (id) on delete cascade,
    facts jsonb not null
);
create index left_out_workshop on left_out (workshop_id);

-- What attendance and certificates said last, for the checklist of the closing.
create table sheet_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    closed boolean generated always as ((document ->> 'closed')::boolean) stored
);

create table eligibility_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    workshop_id uuid generated always as ((document ->> 'workshop_id')::uuid) stored,
    verdict text generated always as (document ->> 'verdict') stored
);
create index eligibility_copy_workshop on eligibility_copy (workshop_id, verdict);
