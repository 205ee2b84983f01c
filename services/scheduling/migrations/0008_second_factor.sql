-- The second step of signing in, for whoever wants one: codes from an app (RFC 6238), and codes on paper.

create table second_factor (
    account_id uuid primary key references account (id) on delete cascade,
    secret_sealed bytea not null,
    confirmed_at timestamptz, -- null while the app has not shown a right code yet
    last_step bigint not null default 0 -- the 30 seconds of the last code taken: none works twice
);

create table recovery_code (
    code_sha256 bytea primary key,
    account_id uuid not null references account (id) on delete cascade,
    used_at timestamptz
);
create index recovery_code_account on recovery_code (account_id) where used_at is null;
