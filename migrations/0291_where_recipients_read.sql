-- Where recipients keep their mail is learnt for everybody who was written to, so that answers and bounces can be told by provider.
call let_sweep('recipient_places');
call let_sweep('recipient_hosts');
create function recipient_hosts_to_learn(at timestamptz, most int) returns table (workspace_id uuid, domain text)
language sql stable security definer set search_path = public as $$
  select distinct p.workspace_id, p.domain from recipient_places p
   where p.at > recipient_hosts_to_learn.at - interval '3 days'
     and not exists (select from recipient_hosts h where h.workspace_id = p.workspace_id and h.domain = p.domain and h.asked_at > recipient_hosts_to_learn.at - interval '30 days')
   limit most
$$;
alter function recipient_hosts_to_learn(timestamptz, int) owner to overture_sweep;
revoke all on function recipient_hosts_to_learn(timestamptz, int) from public;
grant execute on function recipient_hosts_to_learn(timestamptz, int) to overture_app;
