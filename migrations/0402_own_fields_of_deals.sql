-- Deals have fields of one's own, as leads and companies have.
alter table deals add column custom jsonb not null default '{}';
