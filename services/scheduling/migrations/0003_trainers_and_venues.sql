-- What letters say of a trainer; all may be empty. The tax number (NPWP) is sealed: AES-GCM, key outside.
alter table trainer add column nip text not null default '';
alter table trainer add column rank text not null default ''; -- pangkat/golongan
alter table trainer add column position text not null default ''; -- jabatan
alter table trainer add column institution text not null default '';
alter table trainer add column npwp bytea;

alter table venue add column contact_phone text not null default ''; -- of the person in `contact`

-- With clock times only that part of each of the days, in the zone of whoever asks; without, whole days.
alter table unavailable add column starts time;
alter table unavailable add column ends time check ((starts is null) = (ends is null) and starts < ends);

-- A trainer's private papers: opened by organizers only, each opening in the audit trail.
create table trainer_document (
    id uuid primary key,
    organization_id uuid not null references office (id),
    trainer_id uuid not null references trainer (id) on delete cascade,
    kind text not null check (kind in ('cv', 'npwp', 'other')),
    name text not null, -- as it was called where it came from
    media_type text not null,
    size integer not null check (size > 0), -- bytes
    file_id uuid not null references file (id),
    at timestamptz not null default now()
);
create index trainer_document_trainer on trainer_document (trainer_id, at);
