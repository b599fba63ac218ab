-- Deals: pipelines and their stages, deals in one total order on each stage, who takes part, what is sold, what it is worth.

create table pipelines (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  position     int not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index pipelines_by_name on pipelines (workspace_id, lower(name));
call protect('pipelines');

create table stages (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  pipeline_id   uuid not null,
  name          text not null,
  position      int not null,
  kind          text not null check (kind in ('open', 'won', 'lost')),
  probability   int not null check (probability between 0 and 100),  -- percent
  exit_criteria text not null default '',
  required      text[] not null default '{}',  -- fields that must be filled on entry
  stale_days    int check (stale_days between 1 and 3650),
  move_on       text[] not null default '{}',  -- events that bring a deal here by themselves
  primary key (workspace_id, id),
  foreign key (workspace_id, pipeline_id) references pipelines (workspace_id, id) on delete cascade
);
create index stages_of_pipeline on stages (workspace_id, pipeline_id, position);
call protect('stages');

create table lost_reasons (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  position     int not null,
  primary key (workspace_id, id)
);
create unique index lost_reasons_by_name on lost_reasons (workspace_id, lower(name));
call protect('lost_reasons');

create table deals (
  workspace_id     uuid not null references workspaces on delete cascade,
  id               uuid not null default new_id(),
  pipeline_id      uuid not null,
  stage_id         uuid not null,
  -- A key between its neighbours' keys, compared byte by byte (see rank.ts). Given only while the stage's row is held.
  position         text collate "C" not null,
  name             text not null,
  company_id       uuid,
  lead_id          uuid,                        -- whom it began with
  owner_id         uuid,
  amount_minor     bigint check (amount_minor >= 0),  -- in the smallest unit of the currency
  amount_by_hand   boolean not null default false,    -- stands although the lines say another sum
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  close_on         date,
  close_pushes     int not null default 0,      -- how often the close date was put off
  next_step        text,
  next_step_on     date,
  notes            text,
  source           text,
  source_campaign_id uuid,
  source_step_id   uuid,
  source_message_id uuid,                       -- our mail whose answer it began with
  source_thread_id uuid,
  lost_reason      text,
  lost_note        text,
  closed_at        timestamptz,
  closed_on        date,                        -- the workspace's day; its rate counts
  stage_since      timestamptz not null,
  last_activity_at timestamptz not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  deleted_at       timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, pipeline_id) references pipelines (workspace_id, id),
  foreign key (workspace_id, stage_id) references stages (workspace_id, id)
);
create index deals_on_stage on deals (workspace_id, stage_id, position, id) where deleted_at is null;
-- The totals of a board are read from this alone.
create index deals_totals on deals (workspace_id, pipeline_id, stage_id, currency, closed_on) include (amount_minor, owner_id) where deleted_at is null;
create index deals_newest on deals (workspace_id, created_at desc, id desc) where deleted_at is null;
create index deals_of_company on deals (workspace_id, company_id) where company_id is not null;
create index deals_of_lead on deals (workspace_id, lead_id) where lead_id is not null;
create index deals_of_campaign on deals (workspace_id, source_campaign_id) where source_campaign_id is not null;
call protect('deals');

create table deal_people (
  workspace_id uuid not null references workspaces on delete cascade,
  deal_id      uuid not null,
  lead_id      uuid not null,
  role         text check (role in ('champion', 'decision_maker', 'user', 'blocker', 'legal')),
  influence    int check (influence between 1 and 3),
  added_at     timestamptz not null,
  primary key (workspace_id, deal_id, lead_id),
  foreign key (workspace_id, deal_id) references deals (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create index deal_people_by_lead on deal_people (workspace_id, lead_id);
call protect('deal_people');

-- Every stay on a stage. Names are copied: a stage may be renamed or deleted later.
create table deal_moves (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  deal_id       uuid not null,
  from_stage_id uuid,
  from_name     text,
  to_stage_id   uuid not null,
  to_name       text not null,
  to_kind       text not null,
  at            timestamptz not null,
  by_user       uuid,
  why           text,                           -- for moves nobody made by hand
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deals (workspace_id, id) on delete cascade
);
create index deal_moves_of_deal on deal_moves (workspace_id, deal_id, at, id);
call protect('deal_moves');

create table products (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  code         text,
  category     text,
  description  text,
  price_minor  bigint not null check (price_minor >= 0),
  cost_minor   bigint check (cost_minor >= 0),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  active       boolean not null default true,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (workspace_id, id)
);
create unique index products_by_name on products (workspace_id, lower(name));
call protect('products');

-- In the currency of the deal. Name, price and cost are those of the day it was put in.
create table deal_lines (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  deal_id      uuid not null,
  product_id   uuid,
  name         text not null,
  quantity     numeric(14,3) not null check (quantity > 0),
  price_minor  bigint not null check (price_minor >= 0),
  cost_minor   bigint check (cost_minor >= 0),
  discount     numeric(5,2) not null default 0 check (discount between 0 and 100),  -- percent
  position     int not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deals (workspace_id, id) on delete cascade
);
create index deal_lines_of_deal on deal_lines (workspace_id, deal_id, position);
call protect('deal_lines');

create table deal_settings (
  workspace_id    uuid not null references workspaces on delete cascade,
  report_currency text not null default 'EUR' check (report_currency ~ '^[A-Z]{3}$'),
  primary key (workspace_id)
);
call protect('deal_settings');

-- From this day on, one `currency` is worth `rate` of `into`.
create table currency_rates (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  into_currency text not null check (into_currency ~ '^[A-Z]{3}$'),
  valid_from   date not null,
  rate         numeric(20,10) not null check (rate > 0),
  primary key (workspace_id, id),
  unique (workspace_id, currency, into_currency, valid_from)
);
call protect('currency_rates');

-- What happened to a deal is told on its page.
alter table events add column deal_id uuid;
create index events_of_deal on events (workspace_id, deal_id, at desc) where deal_id is not null;

-- Whose deals one sees (see 0300), and what tells of them.
call record_rights('deals');
call record_rights_of('deal_people', 'deal_id', 'deals', 'deals');
call record_rights_of('deal_moves', 'deal_id', 'deals', 'deals');
call record_rights_of('deal_lines', 'deal_id', 'deals', 'deals');
alter policy record_rights on events
  using (((select seen_owners('leads')) is null or lead_id is null or exists (select from leads r where r.workspace_id = events.workspace_id and r.id = events.lead_id))
     and ((select seen_owners('deals')) is null or deal_id is null or exists (select from deals r where r.workspace_id = events.workspace_id and r.id = events.deal_id)));

-- Every workspace begins with a pipeline that can be used as it is.
create function seed_pipeline(workspace uuid) returns void language plpgsql as $$
declare pipeline uuid;
begin
  insert into pipelines (workspace_id, name, position) values (workspace, 'Sales', 0) returning id into pipeline;
  insert into stages (workspace_id, pipeline_id, name, position, kind, probability, exit_criteria, stale_days, required, move_on) values
    (workspace, pipeline, 'New', 0, 'open', 10, 'Somebody answered and wants to hear more.', 7, '{}', '{}'),
    (workspace, pipeline, 'Meeting', 1, 'open', 25, 'A meeting is agreed with somebody who has the problem.', 14, '{}', '{meeting_booked}'),
    (workspace, pipeline, 'Proposal', 2, 'open', 50, 'They know the price, and we know who decides.', 14, '{amount}', '{}'),
    (workspace, pipeline, 'Negotiation', 3, 'open', 75, 'They want it; terms and papers are left.', 10, '{amount,closeOn}', '{}'),
    (workspace, pipeline, 'Won', 4, 'won', 100, '', null, '{amount}', '{}'),
    (workspace, pipeline, 'Lost', 5, 'lost', 0, '', null, '{}', '{}');
  insert into lost_reasons (workspace_id, name, position)
    select workspace, name, n - 1 from unnest(array['Price', 'Went with a competitor', 'No budget', 'Bad timing', 'No decision', 'Missing feature', 'No answer any more']) with ordinality as t (name, n);
  insert into deal_settings (workspace_id) values (workspace);
end $$;
create function seed_new_workspace() returns trigger language plpgsql as $$ begin perform seed_pipeline(new.id); return null; end $$;
create trigger first_pipeline after insert on workspaces for each row execute function seed_new_workspace();

do $$
declare workspace uuid;
begin
  for workspace in select * from all_workspaces() loop
    perform set_config('app.workspace_id', workspace::text, true);
    perform seed_pipeline(workspace);
  end loop;
  perform set_config('app.workspace_id', '', true);
end $$;
