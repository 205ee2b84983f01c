-- What handlers of the bus tests did, once for each time they did it: a doubled effect is two rows.
create table effect (
    subject text not null,
    version bigint not null
);
