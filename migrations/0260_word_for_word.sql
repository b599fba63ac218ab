-- So that two mails of one campaign are found to be the same, however many there are.
alter table drafts add column body_hash text generated always as (md5(body)) stored;
create index drafts_by_text on drafts (workspace_id, campaign_id, step_no, body_hash);
