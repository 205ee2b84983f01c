-- no transaction
-- Empty once everything is sealed: looking for what is not costs nothing then.
-- squawk-ignore prefer-robust-stmts
create index concurrently registration_needs_in_clear on registration (id) where needs <> '';
