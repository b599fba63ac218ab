-- Cells that a person mended in the preview: row (as a spreadsheet counts) → column → what it should say. The file stays as it came.
alter table imports add column fixes jsonb not null default '{}';
