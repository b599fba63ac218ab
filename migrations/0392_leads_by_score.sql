-- The likeliest leads first, without joining all of them: a page by score reads a page's worth of this index.
create index lead_scores_by_score on lead_scores (workspace_id, score, lead_id);
