// Segments can be listed by their last evaluation.
CREATE RANGE INDEX range_segment_last_evaluated_at IF NOT EXISTS FOR (n:Segment) ON (n.last_evaluated_at);
