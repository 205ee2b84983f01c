-- A leaked link that was replaced, and no mail could carry the new one: somebody of the office has to say it.
alter table sign_up_group add column link_untold_at timestamptz;
