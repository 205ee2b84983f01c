-- no transaction
-- A returned mail is known by its Message-ID alone.
-- Without `if not exists`: what an interrupted run left behind is no index, and must be noticed.
-- squawk-ignore prefer-robust-stmts
create index concurrently mail_message_id on mail (message_id);
