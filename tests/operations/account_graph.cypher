// account
CALL () {
  MATCH (account:Account {key: $account_key}) RETURN account
  UNION ALL
  MATCH (:SourceKey {id: $account_key_id})-[:KEY_OF]->(account:Account) RETURN account
}
CALL (account) {
  MATCH (account)<-[account_children_edge:CHILD_OF]-(account_children:Account)
  WITH account_children, account_children_edge ORDER BY account_children.name, account_children.id LIMIT $account_children_first
  CALL (account_children) {
    MATCH ()<-[account_children_children_edge:CHILD_OF]-(account_children_children)
    WHERE account_children_children_edge.end_id = account_children.id AND account_children_children_edge.start_id IS NOT NULL
    WITH account_children_children, account_children_children_edge ORDER BY account_children_children_edge.end_id, account_children_children_edge.start_id LIMIT $account_children_children_first
    CALL (account_children_children) {
      MATCH (account_children_children)<-[account_children_children_opportunities_facts_edge:BELONGS_TO]-(account_children_children_opportunities_facts:Opportunity)
      WITH null AS account_children_children_opportunities_facts_key, account_children_children_opportunities_facts.amount_currency AS account_children_children_opportunities_facts_currency, [count(account_children_children_opportunities_facts), count(account_children_children_opportunities_facts.amount), sum(account_children_children_opportunities_facts.amount), sum(account_children_children_opportunities_facts.amount) / nullIf(count(account_children_children_opportunities_facts.amount), 0), min(account_children_children_opportunities_facts.amount), max(account_children_children_opportunities_facts.amount)] AS account_children_children_opportunities_facts_facts
      ORDER BY account_children_children_opportunities_facts_key, account_children_children_opportunities_facts_currency
      RETURN collect([account_children_children_opportunities_facts_key, account_children_children_opportunities_facts_currency] + account_children_children_opportunities_facts_facts) AS account_children_children_opportunities_facts_statistics
    }
    RETURN collect([account_children_children.name, account_children_children_opportunities_facts_statistics, account_children_children.id]) AS account_children_children_rows
  }
  CALL (account_children) {
    MATCH (account_children)<-[account_children_opportunities_edge:BELONGS_TO]-(account_children_opportunities:Opportunity)
    WITH account_children_opportunities, account_children_opportunities_edge ORDER BY account_children_opportunities.amount IS NULL, account_children_opportunities.amount DESC, account_children_opportunities.amount_currency IS NULL, account_children_opportunities.amount_currency DESC, account_children_opportunities.id LIMIT $account_children_opportunities_first
    CALL (account_children_opportunities) {
      MATCH (account_children_opportunities)-[account_children_opportunities_campaign_edge:SOURCED_FROM]->(account_children_opportunities_campaign:Campaign)
      WITH account_children_opportunities_campaign, account_children_opportunities_campaign_edge LIMIT 1
      RETURN collect([account_children_opportunities_campaign.name, account_children_opportunities_campaign.id]) AS account_children_opportunities_campaign_rows
    }
    CALL (account_children_opportunities) {
      MATCH (account_children_opportunities)<-[account_children_opportunities_people_edge:INVOLVED_IN]-(account_children_opportunities_people:Person)
      WITH account_children_opportunities_people, account_children_opportunities_people_edge ORDER BY account_children_opportunities_people.id, account_children_opportunities_people_edge.role IS NOT NULL, account_children_opportunities_people_edge.role LIMIT $account_children_opportunities_people_first
      RETURN collect([account_children_opportunities_people.full_name, account_children_opportunities_people_edge.role, account_children_opportunities_people.id]) AS account_children_opportunities_people_rows
    }
    RETURN collect([account_children_opportunities_campaign_rows, account_children_opportunities.name, account_children_opportunities_people_rows, account_children_opportunities.state, account_children_opportunities.id]) AS account_children_opportunities_rows
  }
  CALL (account_children) {
    MATCH (account_children)-[account_children_parent_edge:CHILD_OF]->(account_children_parent:Account)
    WITH account_children_parent, account_children_parent_edge LIMIT 1
    RETURN collect([account_children_parent.name, account_children_parent.id]) AS account_children_parent_rows
  }
  CALL (account_children) {
    MATCH (account_children)<-[account_children_people_edge:WORKS_FOR]-(account_children_people:Person)
    WITH account_children_people, account_children_people_edge ORDER BY account_children_people_edge.is_primary DESC, account_children_people.last_name, account_children_people.id, account_children_people_edge.role IS NOT NULL, account_children_people_edge.role LIMIT $account_children_people_first
    RETURN collect([account_children_people_edge.is_primary, account_children_people.full_name, account_children_people_edge.role, toString(account_children_people_edge.start_date), account_children_people.id]) AS account_children_people_rows
  }
  RETURN collect([account_children_children_rows, account_children.name, account_children_opportunities_rows, account_children_parent_rows, account_children_people_rows, account_children.id]) AS account_children_rows
}
CALL (account) {
  RETURN COUNT { (account)<-[:CHILD_OF]-() } AS account_children_all_count
}
RETURN collect([account.annual_revenue IS NOT NULL, account.annual_revenue, account.annual_revenue_currency, account_children_rows, account_children_all_count, account.name, account.id]) AS account_rows
