// person
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)-[person_campaigns_edge:IN_CAMPAIGN]->(person_campaigns:Campaign)
  WITH person_campaigns, person_campaigns_edge ORDER BY person_campaigns.id LIMIT $person_campaigns_first
  RETURN collect([toString(person_campaigns_edge.first_responded_at), person_campaigns_edge.has_responded, person_campaigns_edge.member_status, person_campaigns.name, person_campaigns.id]) AS person_campaigns_rows
}
CALL (person) {
  MATCH (person)-[person_opportunities_edge:INVOLVED_IN]->(person_opportunities:Opportunity)
  WHERE person_opportunities.state = $person_opportunities_where_node_state_eq
  WITH person_opportunities, person_opportunities_edge ORDER BY person_opportunities_edge.role, person_opportunities.name, person_opportunities.id LIMIT $person_opportunities_first
  RETURN collect([person_opportunities_edge.is_primary, toString(person_opportunities.actual_close_date), person_opportunities.name, person_opportunities.probability, person_opportunities_edge.role, person_opportunities.id]) AS person_opportunities_rows
}
CALL (person) {
  MATCH (person)-[person_opportunities_all_edge:INVOLVED_IN]->(person_opportunities_all:Opportunity)
  WHERE person_opportunities_all.state = $person_opportunities_where_node_state_eq
  RETURN count(person_opportunities_all) AS person_opportunities_all_count
}
RETURN collect([person_campaigns_rows, person_opportunities_rows, person_opportunities_all_count, person.id]) AS person_rows
