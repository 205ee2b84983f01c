-- Who of the office says that somebody agreed: "Staff/<id>"; empty where they or a contact person did.
alter table registration add column consent_by text not null default '';
