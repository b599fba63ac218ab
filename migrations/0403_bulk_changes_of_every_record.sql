-- One change to many was of leads alone; deals and companies have it, too.
alter table bulk_changes add column subject text not null default 'lead' check (subject in ('lead', 'company', 'deal'));
alter table bulk_changes alter column subject drop default;
alter table bulk_chunks rename column lead_ids to record_ids;
alter table bulk_failures rename column lead_id to record_id;
