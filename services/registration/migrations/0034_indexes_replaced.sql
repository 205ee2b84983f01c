-- Both are part of the indexes of 0031 and 0032, which find the same within a workshop; a sign-up writes no more
-- entries than before.
-- squawk-ignore require-concurrent-index-deletion
drop index registration_nik;
-- squawk-ignore require-concurrent-index-deletion
drop index registration_phone;
