-- What an office finds usual before the schedule warns; hours of 60 minutes (OJ) a trainer teaches in a day.
alter table office add column trainer_hours_a_day integer not null default 8
    check (trainer_hours_a_day between 1 and 24);
