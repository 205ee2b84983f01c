-- Consent: each text people agreed to is kept as it stood, and two more things may be agreed to or not.

alter table registration
    add column consent_photo boolean not null default false,  -- photos of them may be published
    add column consent_contact boolean not null default false; -- they may be told of later workshops

-- A text that changes is a new version with rows of its own; no row is ever changed. `language` is the one
-- the person read it in.
create table consent_text (
    version text not null,
    purpose text not null check (purpose in ('taking_part', 'photo', 'contact')),
    language text not null,
    words text not null,
    primary key (version, purpose, language)
);
insert into consent_text (version, purpose, language, words) values
('2026-11', 'taking_part', 'id',
 'Saya setuju data ini dipakai panitia untuk menyelenggarakan Bimtek ini dan membuat sertifikat.'),
('2026-11', 'taking_part', 'en',
 'I agree that the office uses these data to hold this workshop and make the certificate.'),
('2026-11-27', 'taking_part', 'id',
 'Saya setuju data ini dipakai panitia untuk menyelenggarakan Bimtek ini dan membuat sertifikat.'),
('2026-11-27', 'taking_part', 'en',
 'I agree that the office uses these data to hold this workshop and make the certificate.'),
('2026-11-27', 'photo', 'id', 'Foto saya selama Bimtek boleh dipublikasikan panitia.'),
('2026-11-27', 'photo', 'en', 'The office may publish photos of me at the workshop.'),
('2026-11-27', 'contact', 'id', 'Panitia boleh menghubungi saya tentang Bimtek lain setelah Bimtek ini.'),
('2026-11-27', 'contact', 'en', 'The office may contact me about other workshops after this one.');

-- What somebody agreed to, or took back, after signing up; what they said then stands in their registration.
create table consent_change (
    id bigint generated always as identity primary key,
    registration_id uuid not null,
    purpose text not null check (purpose in ('photo', 'contact')),
    given boolean not null,
    version text not null,
    channel text not null,
    at timestamptz not null -- business time, as of the consent at sign-up
);
create index consent_change_registration on consent_change (registration_id, id);
