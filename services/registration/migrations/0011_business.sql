-- Which parts of a business a workshop asks for; their answers lie in registration.business.
alter table sign_up_form add column business jsonb not null default '["name"]';
