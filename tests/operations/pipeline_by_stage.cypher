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
  MATCH (opportunities_aggregate:Opportunity)
  WHERE opportunities_aggregate.state = $opportunities_where_state_eq
  WITH null AS opportunities_aggregate_key, opportunities_aggregate.amount_currency AS opportunities_aggregate_currency, [count(opportunities_aggregate), count(opportunities_aggregate.amount), sum(opportunities_aggregate.amount), avg(opportunities_aggregate.amount), min(opportunities_aggregate.amount), max(opportunities_aggregate.amount)] AS opportunities_aggregate_facts
  ORDER BY opportunities_aggregate_key, opportunities_aggregate_currency
  RETURN collect([opportunities_aggregate_key, opportunities_aggregate_currency] + opportunities_aggregate_facts) AS opportunities_aggregate_statistics
}
CALL () {
  MATCH (opportunities_groupBy:Opportunity)
  WHERE opportunities_groupBy.state = $opportunities_where_state_eq
  WITH opportunities_groupBy.stage AS opportunities_groupBy_key, opportunities_groupBy.amount_currency AS opportunities_groupBy_currency, [count(opportunities_groupBy), count(opportunities_groupBy.amount), sum(opportunities_groupBy.amount), avg(opportunities_groupBy.amount), min(opportunities_groupBy.amount), max(opportunities_groupBy.amount)] AS opportunities_groupBy_facts
  ORDER BY opportunities_groupBy_key, opportunities_groupBy_currency
  RETURN collect([opportunities_groupBy_key, opportunities_groupBy_currency] + opportunities_groupBy_facts) AS opportunities_groupBy_statistics
}
CALL () {
  MATCH (opportunities_all:Opportunity)
  WHERE opportunities_all.state = $opportunities_where_state_eq
  RETURN count(opportunities_all) AS opportunities_all_count
}
RETURN opportunities_rows, opportunities_aggregate_statistics, opportunities_groupBy_statistics, opportunities_all_count
