-- What faults of before have left behind is mended, once. Leads before mails, as everybody locks them.
--
-- Who opted out by a link in a mail to another address than the one of today is silent under that one, too.
alter table leads no force row level security;
alter table suppressions no force row level security;
insert into suppressions (workspace_id, kind, value, reason, source, note, created_by, created_at)
select l.workspace_id, 'address', l.email, 'opted_out', 'edit', 'Came along when the lead’s address was changed.', 'overture', l.opted_out_at
  from leads l
 where l.opted_out_at is not null and l.deleted_at is null
   and not exists (select from suppressions s where s.workspace_id = l.workspace_id
     and (s.kind = 'address' and s.value = l.email or s.kind = 'hash' and s.value = address_hash(l.email) or s.kind = 'company' and s.value = l.company_id::text
       or s.kind in ('domain', 'company_domain') and s.value = any(email_domains(l.email))))
on conflict do nothing;
alter table suppressions force row level security;
alter table leads force row level security;

-- Answers by hand that the pause of a campaign had frozen, and corrections that a stop of all sending had, got a new time from nobody.
-- They may be old by now, so none of them leaves by itself: they are held, and a person sends them or takes them back.
alter table messages no force row level security;
update messages m
   set state = 'held', reason_code = 'left_behind', reason = 'It was taken out of the queue some time ago and got no new time.'
 where m.stage = 'open' and m.state = 'planned'
   and (m.origin <> 'campaign' and m.reason_code = 'campaign_paused'
     or m.origin = 'campaign' and m.enrollment_id is null and m.reason_code = 'sending_stopped' and not exists (select from sending_stops s where s.workspace_id = m.workspace_id));
alter table messages force row level security;
