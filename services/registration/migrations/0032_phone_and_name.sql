-- no transaction
-- Without `if not exists`: what an interrupted run left behind is no index, and must be noticed.
-- squawk-ignore prefer-robust-stmts
create index concurrently registration_phone_and_name on registration (phone, lower(full_name)) where phone <> '';
