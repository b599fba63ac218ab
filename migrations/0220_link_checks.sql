-- What came of following the links of a campaign's mails before its launch.
create table link_checks (
  workspace_id uuid not null references workspaces on delete cascade,
  campaign_id  uuid not null,
  url          text not null,
  colour       text not null check (colour in ('green', 'amber', 'red')),
  sentence     text not null,
  checked_at   timestamptz not null,
  primary key (workspace_id, campaign_id, url),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
call protect('link_checks');
