-- Uploads within a part of an office, of one person, and of secrets: those rest sealed, and then name,
-- headings, rows and notes are empty. `started_at`: somebody is doing it, renewed while it goes on.
alter table sheet_import
    add column subject text not null default '',
    add column owner text not null default '',
    add column sealed bytea,
    add column started_at timestamptz;
