// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)-[person_accounts_edge:WORKS_FOR]->(person_accounts:Account)
  WITH person_accounts, person_accounts_edge ORDER BY person_accounts.id, person_accounts_edge.role IS NOT NULL, person_accounts_edge.role LIMIT $person_accounts_first
  CALL (person_accounts) {
    MATCH (person_accounts)<-[person_accounts_opportunities_edge:BELONGS_TO]-(person_accounts_opportunities:Opportunity)
    WHERE person_accounts_opportunities.state = $person_accounts_opportunities_where_state_eq
    WITH person_accounts_opportunities, person_accounts_opportunities_edge ORDER BY person_accounts_opportunities.amount IS NULL, person_accounts_opportunities.amount DESC, person_accounts_opportunities.amount_currency IS NULL, person_accounts_opportunities.amount_currency DESC, person_accounts_opportunities.id LIMIT $person_accounts_opportunities_first
    RETURN collect([person_accounts_opportunities.amount IS NOT NULL, person_accounts_opportunities.amount, person_accounts_opportunities.amount_currency, toString(person_accounts_opportunities.expected_close_date), person_accounts_opportunities.name, person_accounts_opportunities.stage, person_accounts_opportunities.id]) AS person_accounts_opportunities_rows
  }
  RETURN collect([person_accounts_edge.is_primary, person_accounts.name, person_accounts_opportunities_rows, person_accounts_edge.role, person_accounts.id]) AS person_accounts_rows
}
CALL (person) {
  MATCH ()-[person_events_edge:PERFORMED]->(person_events)
  WHERE person_events_edge.start_id = person.id AND person_events_edge.timestamp IS NOT NULL
  WITH person_events, person_events_edge ORDER BY person_events_edge.start_id DESC, person_events_edge.timestamp DESC, person_events.id LIMIT $person_events_first
  RETURN collect([person_events.event_type, person_events.order_total IS NOT NULL, person_events.order_total, person_events.order_total_currency, person_events.page_name, toString(person_events.timestamp)]) AS person_events_rows
}
CALL (person) {
  MATCH (person)<-[person_identities_edge:IDENTIFIES]-(person_identities:Identity)
  WITH person_identities, person_identities_edge ORDER BY person_identities.is_primary DESC, person_identities.namespace, person_identities.value, person_identities.id LIMIT 501
  RETURN collect([person_identities.namespace, person_identities.is_primary, coalesce(head(COLLECT { MATCH (person_identities_namespace:Namespace {code: person_identities.namespace}) RETURN person_identities_namespace.type }), 'CROSS_DEVICE'), person_identities.value]) AS person_identities_rows
}
CALL (person) {
  MATCH (person)-[person_scores_edge:HAS_SCORE]->(person_scores:Score)
  WITH person_scores, person_scores_edge ORDER BY person_scores.model, person_scores.goal, person_scores.id LIMIT 501
  RETURN collect([person_scores.factors, person_scores.model, person_scores.percentile, person_scores.value]) AS person_scores_rows
}
CALL (person) {
  MATCH (person)-[person_segment_memberships_edge:MEMBER_OF]->(person_segment_memberships:Segment)
  WHERE ((person_segment_memberships_edge.valid_until IS NULL OR person_segment_memberships_edge.valid_until > datetime($now)) AND (person_segment_memberships_edge.status <> 'EXITED' OR person_segment_memberships_edge.last_qualified_at >= datetime($now) - duration({days: 30})) AND endNode(person_segment_memberships_edge).state <> 'ARCHIVED') AND CASE WHEN person_segment_memberships_edge.status = 'EXITED' THEN 'EXITED' WHEN person_segment_memberships_edge.last_qualified_at < endNode(person_segment_memberships_edge).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END IN $person_segment_memberships_status
  WITH person_segment_memberships, person_segment_memberships_edge ORDER BY person_segment_memberships.name, person_segment_memberships.id LIMIT 501
  RETURN collect([toString(person_segment_memberships_edge.last_qualified_at), person_segment_memberships.name, CASE WHEN person_segment_memberships_edge.status = 'EXITED' THEN 'EXITED' WHEN person_segment_memberships_edge.last_qualified_at < endNode(person_segment_memberships_edge).last_evaluated_at THEN 'EXISTING' ELSE 'REALIZED' END, person_segment_memberships.id]) AS person_segment_memberships_rows
}
RETURN collect([person_accounts_rows, person.consent_any, person.consent_call, person.consent_email, person.departments, person_events_rows, person.full_name, person.id, person_identities_rows, person.job_title, person.lifetime_value IS NOT NULL, person.lifetime_value, person.lifetime_value_currency, person_scores_rows, person_segment_memberships_rows, coalesce(person.work_address_street1, person.work_address_street2, person.work_address_city, person.work_address_state_province, person.work_address_postal_code, person.work_address_country, person.work_address_country_code) IS NOT NULL, person.work_address_city, person.work_address_country_code, person.work_email]) AS person_rows
