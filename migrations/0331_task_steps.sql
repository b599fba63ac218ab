-- Steps that a person does: what is asked for (a call, a step on LinkedIn, anything), how often it is tried, and after how many days
-- the road goes on without it.
alter table steps add column ask jsonb;  -- { what, act, mostTries, everyDays, days }
