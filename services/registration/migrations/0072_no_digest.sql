-- Nothing ever wrote it: each person on a list has a call of their own, and it names their contact person.
-- squawk-ignore ban-drop-column
alter table contact_task drop column digest;
