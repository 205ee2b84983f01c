-- The address of whoever withdrew a request also stood in the mails that were sent to it.
delete from mail where subject in (select 'Request/' || id from request where state = 'withdrawn');
