-- What faults of before have left behind is mended, once.
--
-- Answers by hand that the pause of a campaign had frozen, and corrections that a stop of all sending had, got a new time from nobody.
-- They may be old by now, so none of them leaves by itself: they are held, and a person sends them or takes them back.
alter table messages no force row level security;
update messages m
   set state = 'held', reason_code = 'left_behind', reason = 'It was taken out of the queue some time ago and got no new time.'
 where m.stage = 'open' and m.state = 'planned'
   and (m.origin <> 'campaign' and m.reason_code = 'campaign_paused'
     or m.origin = 'campaign' and m.enrollment_id is null and m.reason_code = 'sending_stopped' and not exists (select from sending_stops s where s.workspace_id = m.workspace_id));
-- One that was sent again by a person is not looked for any more.
update messages set next_attempt_at = null where stage = 'unconfirmed' and resent_as is not null and next_attempt_at is not null;
alter table messages force row level security;

-- "Keeps copies of what it sends" was taken from a preset whose servers were not used, or outlived a move to others. Absence proves
-- something only where it is so: it is learnt anew from the next mail that leaves.
alter table mailboxes no force row level security;
update mailboxes set keeps_sent = null where kind = 'smtp' and keeps_sent;
alter table mailboxes force row level security;
