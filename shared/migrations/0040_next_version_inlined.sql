-- Not strict any more: only then does PostgreSQL write the body into the statement that asks for it, instead of
-- calling it for every row. No caller asks for the version after a null.
create or replace function next_version(old bigint) returns bigint
language sql volatile
as $$
    select greatest(old + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
$$;
