-- DKIM selectors read from signatures of our own mails: in what comes back, and in what colleagues send each other.
alter table sender_domains add column learnt text[] not null default '{}';

-- Link hosts are looked up by themselves: soon after they were named, then daily.
alter table tracking_domains add column next_check_at timestamptz not null default now();
call let_sweep('tracking_domains');
create function tracking_domains_due(at timestamptz, most int) returns table (workspace_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct d.workspace_id from tracking_domains d where d.next_check_at <= at limit most
$$;
alter function tracking_domains_due(timestamptz, int) owner to overture_sweep;
revoke all on function tracking_domains_due(timestamptz, int) from public;
grant execute on function tracking_domains_due(timestamptz, int) to overture_app;
