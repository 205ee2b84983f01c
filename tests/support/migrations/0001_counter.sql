-- The schema `example` has what every service has, and this one table to try things on.
create table counter (
    id integer primary key,
    n integer not null check (n >= 0)
);
