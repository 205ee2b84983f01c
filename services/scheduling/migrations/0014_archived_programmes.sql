-- A programme whose year is over is put away: its workshops stay, and new ones are not offered it.
alter table programme add column archived boolean not null default false;
