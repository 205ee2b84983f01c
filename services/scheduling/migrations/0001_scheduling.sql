-- Offices, their staff, and what they plan. Rows of one office are reached only with its id.

-- Trusted since PostgreSQL 13: the database's owner may create it.
create extension if not exists btree_gist;

create table office (
    id uuid primary key,
    version bigint not null,
    name text not null,
    short_name text not null,
    letterhead text[] not null default '{}',
    address text not null default '',
    town text not null default '',
    province_code text not null,
    zone text not null,
    phone text not null default '',
    email text not null default '',
    emblem_png text not null default '',
    signature_blocks jsonb not null default '[]',
    jp_rounding text not null default 'nearest' check (jp_rounding in ('down', 'nearest', 'up')),
    number_template text not null,
    number_unit text not null default '',
    number_classification text not null default '',
    approves_certificates boolean not null default false,
    example boolean not null default false,
    created_at timestamptz not null default now()
);

-- One person of one office. An address signs in to one account, so it is unique over all offices.
create table account (
    id uuid primary key,
    organization_id uuid not null references office (id),
    version bigint not null,
    name text not null,
    email text not null,
    role text not null check (role in ('admin', 'organizer', 'approver', 'operator', 'viewer')),
    disabled boolean not null default false,
    signed_out_before timestamptz,
    password_hash text, -- argon2id; null until the invitation is taken up
    created_at timestamptz not null default now(),
    signed_in_at timestamptz
);
create unique index account_email on account (lower(email));
create index account_organization on account (organization_id, name);

-- Links that let somebody in once. Only the hash of the token is kept.
create table link (
    token_sha256 bytea primary key,
    purpose text not null check (purpose in ('first_admin', 'invitation', 'password', 'sign_in')),
    account_id uuid references account (id),
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now()
);
create index link_account on link (account_id) where used_at is null;

-- Wrong passwords, by account ("email:…") and by address ("address:…").
create table sign_in_failure (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null
);

-- The browsers an account has signed in with; a new one is told by mail.
create table known_browser (
    account_id uuid not null references account (id),
    browser bytea not null,
    last_at timestamptz not null default now(),
    primary key (account_id, browser)
);

create table trainer (
    id uuid primary key,
    organization_id uuid not null references office (id),
    name text not null,
    skills text[] not null default '{}',
    district_code text not null default '', -- empty: lives in another province
    home text not null default '', -- then the town in words
    phone text not null default '',
    email text not null default '',
    note text not null default '',
    archived boolean not null default false,
    created_at timestamptz not null default now()
);
create index trainer_organization on trainer (organization_id, name);

create table venue (
    id uuid primary key,
    organization_id uuid not null references office (id),
    name text not null,
    address text not null default '',
    district_code text not null,
    capacity integer not null check (capacity > 0),
    equipment text not null default '',
    internet boolean not null default false,
    map_url text not null default '',
    contact text not null default '',
    archived boolean not null default false,
    created_at timestamptz not null default now()
);
create index venue_organization on venue (organization_id, name);

-- "Tidak bisa pada tanggal …": whole days of a trainer or a venue, last day included.
create table unavailable (
    id uuid primary key,
    organization_id uuid not null references office (id),
    resource_kind text not null check (resource_kind in ('trainer', 'venue')),
    resource_id uuid not null,
    first_day date not null,
    last_day date not null,
    note text not null default '',
    check (first_day <= last_day)
);
create index unavailable_resource on unavailable (resource_id, first_day);

-- Minutes on the road between two districts, as the office knows them; one row for both ways.
create table travel_time (
    organization_id uuid not null references office (id),
    one_district text not null,
    other_district text not null,
    minutes integer not null check (minutes between 0 and 2880),
    primary key (organization_id, one_district, other_district),
    check (one_district < other_district)
);

create table programme (
    id uuid primary key,
    organization_id uuid not null references office (id),
    title text not null,
    year integer not null,
    code text not null default '',
    funding text not null default '',
    activity_code text not null default '',
    activity_name text not null default '',
    account_code text not null default '',
    budget_number text not null default '',
    officer text not null default '', -- PPTK or PPK
    decree_number text not null default '', -- nomor SK panitia
    created_at timestamptz not null default now()
);
create index programme_organization on programme (organization_id, year desc, title);

create table workshop (
    id uuid primary key,
    organization_id uuid not null references office (id),
    programme_id uuid not null references programme (id),
    version bigint not null,
    state text not null default 'draft' check (state in ('draft', 'published', 'cancelled', 'completed')),
    slug text unique, -- given at publishing and never changed
    title text not null,
    class_label text not null default '',
    summary text not null default '',
    zone text not null,
    capacity integer not null check (capacity > 0),
    sign_up text not null default 'open' check (sign_up in ('open', 'approval', 'nomination')),
    sign_up_opens_at timestamptz not null,
    sign_up_closes_at timestamptz not null,
    nik text not null default 'optional' check (nik in ('off', 'optional', 'required')),
    offer_hours integer not null default 0 check (offer_hours between 0 and 336),
    requirements text not null default '',
    bring text not null default '',
    provided text not null default '',
    venue_id uuid not null references venue (id),
    contact_name text not null default '',
    contact_whatsapp text not null default '',
    contact_hours text not null default '',
    group_link text not null default '',
    rule_percent integer not null default 75 check (rule_percent between 0 and 100),
    held_by text not null default '',
    reason text not null default '',
    published_at timestamptz,
    created_at timestamptz not null default now(),
    check (state = 'draft' or slug is not null),
    check (sign_up_opens_at < sign_up_closes_at)
);
create index workshop_organization on workshop (organization_id, state);
create index workshop_programme on workshop (programme_id);

create table session (
    id uuid primary key,
    workshop_id uuid not null references workshop (id) on delete cascade,
    kind text not null
        check (kind in ('materi', 'praktik', 'kunjungan', 'pembukaan', 'istirahat', 'penutupan')),
    subject text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    venue_id uuid not null references venue (id),
    mandatory boolean not null default false,
    note text not null default '',
    held boolean, -- null: nobody has said yet
    actual_starts_at timestamptz,
    actual_ends_at timestamptz,
    check (starts_at < ends_at),
    check (actual_starts_at < actual_ends_at)
);
create index session_workshop on session (workshop_id, starts_at);
create index session_starts on session (starts_at);

create table session_trainer (
    session_id uuid not null references session (id) on delete cascade,
    trainer_id uuid not null references trainer (id),
    position integer not null,
    primary key (session_id, trainer_id)
);
create index session_trainer_trainer on session_trainer (trainer_id);

-- The wall: whatever races, one trainer, one venue and one class is in one place at a time.
create table booking (
    session_id uuid not null references session (id) on delete cascade,
    resource_kind text not null check (resource_kind in ('trainer', 'venue', 'class')),
    resource_id uuid not null,
    during tstzrange not null check (not isempty(during)),
    primary key (session_id, resource_kind, resource_id),
    constraint booking_never_overlaps
        exclude using gist (resource_kind with =, resource_id with =, during with &&)
);

-- A warning somebody decided to live with. The key holds the facts, so other facts warn anew.
create table warning_override (
    workshop_id uuid not null references workshop (id) on delete cascade,
    key text not null,
    reason text not null,
    by_name text not null,
    at timestamptz not null default now(),
    primary key (workshop_id, key)
);

-- What the other services said last, for counting only.
create table registration_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    workshop_id uuid generated always as ((document ->> 'workshop_id')::uuid) stored,
    state text generated always as (document ->> 'state') stored
);
create index registration_copy_workshop on registration_copy (workshop_id, state);

create table certificate_copy (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null,
    workshop_id uuid generated always as ((document ->> 'workshop_id')::uuid) stored,
    state text generated always as (document ->> 'state') stored
);
create index certificate_copy_workshop on certificate_copy (workshop_id, state);
