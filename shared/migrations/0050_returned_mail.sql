-- How far the mailbox of returned mail was read; the last message and what it changed commit together.
create table returned_mail (
    one_row boolean primary key default true check (one_row),
    mailbox text not null default '',        -- whose uid it is: another mailbox is read from its beginning
    uid_validity bigint not null default 0,  -- of the mailbox (RFC 3501): when it changes, uids mean others
    last_uid bigint not null default 0,
    next_at timestamptz not null default clock_timestamp() -- the replica that moves it on reads meanwhile
);
insert into returned_mail default values;
