// opportunities
CALL () {
  CALL () {
    MATCH (opportunities:Opportunity)
    WHERE opportunities.state = $opportunities_where_state_eq AND opportunities.expected_close_date IS NOT NULL
    WITH opportunities ORDER BY opportunities.expected_close_date, opportunities.id LIMIT $opportunities_first
    RETURN opportunities
    UNION ALL
    MATCH (opportunities:Opportunity)
    WHERE opportunities.state = $opportunities_where_state_eq AND opportunities.expected_close_date IS NULL AND opportunities.id IS NOT NULL
    WITH opportunities ORDER BY opportunities.id LIMIT $opportunities_first
    RETURN opportunities
  }
  WITH opportunities LIMIT $opportunities_first
  CALL (opportunities) {
    MATCH (opportunities)-[opportunities_account_edge:BELONGS_TO]->(opportunities_account:Account)
    WITH opportunities_account, opportunities_account_edge LIMIT 1
    RETURN collect([opportunities_account.name]) AS opportunities_account_rows
  }
  RETURN collect([opportunities_account_rows, toString(opportunities.expected_close_date), opportunities.name, opportunities.stage]) AS opportunities_rows
}
CALL () {
  MATCH (opportunities_facts:Opportunity)
  WHERE opportunities_facts.state = $opportunities_where_state_eq
  UNWIND [[0, null], [1, opportunities_facts.stage]] AS opportunities_facts_group
  WITH opportunities_facts_group[0] AS opportunities_facts_only, opportunities_facts_group[1] AS opportunities_facts_key, opportunities_facts.amount_currency AS opportunities_facts_currency, [count(opportunities_facts), count(opportunities_facts.amount), sum(opportunities_facts.amount), sum(opportunities_facts.amount) / nullIf(count(opportunities_facts.amount), 0), min(opportunities_facts.amount), max(opportunities_facts.amount)] AS opportunities_facts_facts
  ORDER BY opportunities_facts_only, opportunities_facts_key, opportunities_facts_currency
  RETURN collect([opportunities_facts_key, opportunities_facts_currency] + opportunities_facts_facts + [opportunities_facts_only]) AS opportunities_facts_statistics
}
RETURN opportunities_rows, opportunities_facts_statistics
