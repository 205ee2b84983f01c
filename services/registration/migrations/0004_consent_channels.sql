-- After 0003, in a transaction of its own: sign-ups go on while the rows are looked through.
alter table registration validate constraint registration_consent_channel_check;
