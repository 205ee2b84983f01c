-- no transaction
-- Without `if not exists`: what an interrupted run left behind is no index, and must be noticed.
-- squawk-ignore prefer-robust-stmts
create index concurrently registration_group on registration (group_id) where group_id is not null;
