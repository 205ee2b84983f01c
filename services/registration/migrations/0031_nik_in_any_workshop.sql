-- no transaction
-- Without `if not exists`: what an interrupted run left behind is no index, and must be noticed.
-- squawk-ignore prefer-robust-stmts
create index concurrently registration_nik_anywhere on registration (nik_index) where nik_index is not null;
