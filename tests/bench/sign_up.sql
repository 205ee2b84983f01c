-- What one sign-up comes to, as one function in one transaction: the rows that the product writes, of the
-- same size, and the same quotas kept. pgbench calls it; no HTTP, no form and no ciphers are to do.
set search_path = registration;

create table bench_workshop (
    n integer primary key,
    id uuid not null,
    facts jsonb not null -- what a letter says of the workshop
);

with made as (
    insert into seat (workshop_id, organization_id, workshop_version, state, sign_up, opens_at, closes_at,
                      starts_at, offer_hours, wanted_capacity, seats)
    select uuidv7(), uuidv7(), 1, 'published', 'open', now() - interval '1 day',
           now() + interval '9 days', now() + interval '10 days', 0, 1000000, 1000000
    from generate_series(0, 100)
    returning workshop_id)
insert into bench_workshop select row_number() over () - 1, workshop_id, $facts${facts}$facts$ from made;

-- The first is the one that everybody wants, and has quotas.
update seat
set quotas = $quotas${quotas}$quotas$, tally = '{{"seated": {{}}, "waiting": {{}}}}'
from bench_workshop
where n = 0 and id = workshop_id;

-- How many of those that a rule counts have a seat: bit `at` of a profile stands for that rule.
create function bench_seated(tally jsonb, at integer) returns bigint
language sql immutable as $$
    select coalesce(sum(people::integer), 0) from jsonb_each_text(tally -> 'seated') as of (profile, people)
    where profile::integer >> at & 1 = 1
$$;

-- May somebody of `district`, a woman without a disability, have a seat? Null: the workshop has no quotas.
-- `held`: seats that rules hold back for others; whoever sits and is counted by none of these has none of them.
create function bench_ruled(chosen seat, district text, out profile integer, out fits boolean)
language plpgsql set search_path = registration as $$
declare
    held integer; common bigint;
begin
    select coalesce(sum(1 << at) filter (where counts), 0),
           bool_and(rule <> 'at_most' or not counts or bench_seated(chosen.tally, at) < number),
           coalesce(sum(number) filter (where rule = 'reserved'), 0)
    into profile, fits, held
    from (
        select place::integer - 1 as at, each ->> 'rule' as rule, (each ->> 'number')::integer as number,
               case each ->> 'of'
                   when 'district' then each -> 'codes' ? district
                   when 'sex' then each -> 'codes' ? 'P'
                   else false
               end as counts
        from jsonb_array_elements(chosen.quotas) with ordinality as quota (each, place)) as rules;
    select coalesce(sum(people::integer), 0) into common
    from jsonb_each_text(chosen.tally -> 'seated') as of (sits, people);
    fits := fits and common < chosen.seats - held;
end
$$;

create function bench_sign_up(wanted integer) returns text
language plpgsql set search_path = registration as $$
declare
    person uuid := uuidv7(); request text := uuidv7()::text; outcome text := 'confirmed';
    district text := '19.02.0' || 1 + floor(random() * 3)::integer;
    shown bench_workshop; chosen seat; profile integer := 0; fits boolean; office uuid;
begin
    select * into shown from bench_workshop where n = wanted;
    if wanted = 0 then
        select * into chosen from seat where workshop_id = shown.id for update;
        select * into profile, fits from bench_ruled(chosen, district);
        outcome := case when fits then 'confirmed' else 'waitlisted' end;
        update seat
        set taken = taken + fits::integer,
            waiting = waiting + (not fits)::integer,
            tally = jsonb_set(tally, array[case when fits then 'seated' else 'waiting' end, profile::text],
                to_jsonb(1 + coalesce((tally -> case when fits then 'seated' else 'waiting' end
                    ->> profile::text)::integer, 0)))
        where workshop_id = shown.id
        returning organization_id into office;
    else
        update seat set taken = taken + 1
        where workshop_id = shown.id and taken < seats and waiting = 0 and state = 'published'
          and opens_at <= now() and closes_at > now()
        returning organization_id into office;
        if office is null then
            update seat set waiting = waiting + 1 where workshop_id = shown.id
            returning organization_id into office;
            outcome := 'waitlisted';
        end if;
    end if;
    insert into registration (
        id, version, workshop_id, organization_id, state, registered_at, full_name, certificate_name, phone,
        email, gender, district_code, business_name, needs, disability, nik_sealed, nik_index, language,
        consent_version, consent_at, consent_channel, manage_sha256, manage_sealed, ticket_sha256,
        ticket_sealed, card_code, quota_profile)
    values (person, next_version(0), shown.id, office, outcome, now(), 'Siti Rahmawati', '', '6281299900001',
        'siti@contoh.example', 'P', district, 'Kerajinan Ibu', '', '', decode(repeat('00', 45), 'hex'),
        sha256(person::text::bytea), 'id', '2026-11', now(), 'web', sha256(person::text::bytea),
        decode(repeat('00', 55), 'hex'), sha256(person::text::bytea), decode(repeat('00', 55), 'hex'),
        right(person::text, 12), profile);
    insert into outbox (message_id, subject, body)
    values (uuidv7(), 'Registration/' || person, decode(repeat('7b', 900), 'hex'));
    insert into mail (purpose, subject, occasion, organization_id, recipient, language, data, attachments,
                      message_id)
    values ('sign_up_confirmed', 'Registration/' || person, '', office, 'siti@contoh.example', 'id',
            shown.facts || jsonb_build_object('name', 'Siti Rahmawati', 'reason', '',
                'card_code', right(person::text, 8),
                'sealed', jsonb_build_object('manage_code', repeat('A', 76))), '[]', uuidv7());
    insert into once (scope, key, fingerprint, outcome)
    values ('sign_up', request, sha256(request::bytea),
            jsonb_build_object('registration', person, 'state', outcome, 'manage', repeat('A', 76)));
    return outcome;
end
$$;
