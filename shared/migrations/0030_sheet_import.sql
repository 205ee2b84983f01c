-- Spreadsheets on their way in: kept between the look at them and the yes, and a week after it.
create table sheet_import (
    id uuid primary key,
    organization_id uuid not null,
    kind text not null, -- what its rows are
    name text not null, -- of the file
    headings jsonb not null,
    rows jsonb not null, -- [number in the sheet, [cells]]; once applied only those that were wrong
    notes jsonb not null,
    outcome jsonb, -- how many were what; null: not applied
    at timestamptz not null default now()
);
create index sheet_import_at on sheet_import (at);

-- What an office's own headings mean, remembered from the last time. Empty: that column is left out.
create table sheet_heading (
    organization_id uuid not null,
    kind text not null,
    heading text not null,
    field text not null,
    primary key (organization_id, kind, heading)
);
