-- The offices and the people who sign in for them, as scheduling told us last: see shared/staff.py.
create table organization (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null
);
create table staff (
    id uuid primary key,
    version bigint not null,
    organization_id uuid not null,
    document jsonb not null
);
create index staff_organization on staff (organization_id);
