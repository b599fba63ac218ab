-- Imports of workbooks: the names of the sheets there are to choose from, and what a person should know of how the file was read.
alter table imports add column sheets text[] not null default '{}', add column notes text[] not null default '{}';
