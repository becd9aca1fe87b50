// ada
MATCH (:Identity {namespace: $person_namespace, value: $person_value})-[:IDENTIFIES]->(person:Person)
CALL (person) {
  MATCH (person)-[person_accounts_edge:WORKS_FOR]->(person_accounts:Account)
  WHERE person_accounts_edge.is_primary = $person_accounts_where_isPrimary_eq
  WITH person_accounts, person_accounts_edge ORDER BY person_accounts.id, person_accounts_edge.role IS NOT NULL, person_accounts_edge.role LIMIT $person_accounts_first
  RETURN collect([person_accounts.name, person_accounts.id]) AS person_accounts_rows
}
CALL (person) {
  MATCH (person)-[person_accounts_2_edge:WORKS_FOR]->(person_accounts_2:Account)
  WHERE person_accounts_2_edge.is_primary = $person_accounts_2_where_isPrimary_eq
  WITH person_accounts_2, person_accounts_2_edge ORDER BY person_accounts_2.id, person_accounts_2_edge.role IS NOT NULL, person_accounts_2_edge.role LIMIT $person_accounts_2_first
  RETURN collect([person_accounts_2.name, person_accounts_2_edge.role, person_accounts_2.id]) AS person_accounts_2_rows
}
RETURN collect([person_accounts_rows, person_accounts_2_rows, person.first_name, person.id, person.last_name]) AS person_rows

// campaign
MATCH (campaign:Campaign {key: $campaign_key})
RETURN collect([campaign.channel, toString(campaign.end_date), campaign.is_active, campaign.name, toString(campaign.start_date), campaign.status, campaign.type, campaign.id]) AS campaign_rows
