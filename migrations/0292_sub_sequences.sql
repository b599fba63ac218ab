-- A lead that came in because of what happened in another campaign: from which enrollment there, why in a sentence, and the mail of
-- ours that its first mail here answers, where it stays in the same conversation. No foreign keys: a campaign that is deleted takes
-- its enrollments along, and what was said stays.
alter table enrollments add column came_from uuid, add column came_why text, add column thread_after uuid;
create index enrollments_came_from on enrollments (workspace_id, came_from) where came_from is not null;
