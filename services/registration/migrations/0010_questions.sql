-- What an office asks beside the core of the form, and what it keeps of that to use again.

-- One row per workshop that asks anything of its own: it is read and changed as a whole. A question that
-- was taken away stays in the list, marked, because people's answers still have to be called something.
create table sign_up_form (
    workshop_id uuid primary key,
    organization_id uuid not null,
    questions jsonb not null default '[]'
);

create table question_set (
    id uuid primary key,
    organization_id uuid not null,
    name text not null,
    questions jsonb not null,
    constraint question_set_name unique (organization_id, name)
);
