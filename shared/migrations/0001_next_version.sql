-- The version of a document only grows, even when the clock is set back: it is the microseconds of
-- the database's clock, or one more than the version before. `next_version(0)` is a first version.
create function next_version(old bigint) returns bigint
language sql volatile strict
as $$
    select greatest(old + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
$$;
