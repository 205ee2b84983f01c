-- What somebody needs to take part speaks of their health: it rests sealed, as the NIK does.
-- SQL has no key, so a job seals what lies here from before and empties the old column, which stays for as
-- long as a process of an older release may still write to it.
alter table registration
    add column needs_sealed bytea, -- AES-GCM
    alter column needs set default '';
