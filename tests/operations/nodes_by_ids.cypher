// nodes
UNWIND range(0, size($nodes_ids) - 1) AS nodes
CALL (nodes) {
  MATCH (:Identity {id: $nodes_person_ids[nodes]})-[:IDENTIFIES|FORMERLY_OF]->(nodes_person:Person)
  RETURN collect([nodes_person.full_name, nodes_person.id]) AS nodes_person_rows
}
CALL (nodes) {
  MATCH (nodes_identity:Identity {id: $nodes_identity_ids[nodes]})
  RETURN collect([nodes_identity.id]) AS nodes_identity_rows
}
CALL (nodes) {
  CALL (nodes) {
    MATCH (nodes_account:Account {id: $nodes_account_ids[nodes]}) RETURN nodes_account
    UNION ALL
    MATCH (:SourceKey {id: $nodes_account_ids[nodes]})-[:KEY_OF]->(nodes_account:Account) RETURN nodes_account
  }
  RETURN collect([nodes_account.id, nodes_account.name]) AS nodes_account_rows
}
CALL (nodes) {
  CALL (nodes) {
    MATCH (nodes_opportunity:Opportunity {id: $nodes_opportunity_ids[nodes]}) RETURN nodes_opportunity
    UNION ALL
    MATCH (:SourceKey {id: $nodes_opportunity_ids[nodes]})-[:KEY_OF]->(nodes_opportunity:Opportunity) RETURN nodes_opportunity
  }
  CALL (nodes_opportunity) {
    MATCH (nodes_opportunity)-[nodes_opportunity_account_edge:BELONGS_TO]->(nodes_opportunity_account:Account)
    WITH nodes_opportunity_account, nodes_opportunity_account_edge LIMIT 1
    RETURN collect([nodes_opportunity_account.name]) AS nodes_opportunity_account_rows
  }
  RETURN collect([nodes_opportunity_account_rows, nodes_opportunity.id, nodes_opportunity.stage]) AS nodes_opportunity_rows
}
CALL (nodes) {
  MATCH (nodes_campaign:Campaign {id: $nodes_campaign_ids[nodes]})
  RETURN collect([nodes_campaign.id]) AS nodes_campaign_rows
}
CALL (nodes) {
  MATCH (nodes_segment:Segment {id: $nodes_segment_ids[nodes]})
  RETURN collect([nodes_segment.id]) AS nodes_segment_rows
}
CALL (nodes) {
  MATCH (nodes_event:Event {id: $nodes_event_ids[nodes]})
  RETURN collect([nodes_event.id]) AS nodes_event_rows
}
RETURN collect([nodes_person_rows, nodes_identity_rows, nodes_account_rows, nodes_opportunity_rows, nodes_campaign_rows, nodes_segment_rows, nodes_event_rows]) AS nodes_rows
