// search
UNWIND $search_indexes AS search_index
CALL db.index.fulltext.queryNodes(search_index, $search_text) YIELD node AS search, score AS search_score
WITH search, search_score ORDER BY search_score DESC, search.id LIMIT $search_first
CALL (search) {
  WITH search AS search_as_account WHERE search_as_account:Account
  RETURN collect([search_as_account.industry, search_as_account.name]) AS search_as_account_rows
}
CALL (search) {
  WITH search AS search_as_opportunity WHERE search_as_opportunity:Opportunity
  CALL (search_as_opportunity) {
    MATCH (search_as_opportunity)-[search_as_opportunity_account_edge:BELONGS_TO]->(search_as_opportunity_account:Account)
    WITH search_as_opportunity_account, search_as_opportunity_account_edge LIMIT 1
    RETURN collect([search_as_opportunity_account.name]) AS search_as_opportunity_account_rows
  }
  RETURN collect([search_as_opportunity_account_rows, search_as_opportunity.name, search_as_opportunity.stage]) AS search_as_opportunity_rows
}
CALL (search) {
  WITH search AS search_as_person WHERE search_as_person:Person
  CALL (search_as_person) {
    MATCH (search_as_person)-[search_as_person_accounts_edge:WORKS_FOR]->(search_as_person_accounts:Account)
    WITH search_as_person_accounts, search_as_person_accounts_edge ORDER BY search_as_person_accounts.id, search_as_person_accounts_edge.role IS NOT NULL, search_as_person_accounts_edge.role LIMIT $search_as_person_accounts_first
    RETURN collect([search_as_person_accounts.name, search_as_person_accounts_edge.role]) AS search_as_person_accounts_rows
  }
  RETURN collect([search_as_person_accounts_rows, search_as_person.full_name, search_as_person.work_email]) AS search_as_person_rows
}
RETURN collect([search_score, search.id, search_as_account_rows, search_as_opportunity_rows, search_as_person_rows]) AS search_rows

// company
UNWIND $search_indexes AS search_index
CALL db.index.fulltext.queryNodes(search_index, $search_text) YIELD node AS search, score AS search_score
WITH search, search_score ORDER BY search_score DESC, search.id LIMIT $search_first
CALL (search) {
  WITH search AS search_as_account WHERE search_as_account:Account
  RETURN collect([search_as_account.name]) AS search_as_account_rows
}
CALL (search) {
  WITH search AS search_as_opportunity WHERE search_as_opportunity:Opportunity
  RETURN collect([search_as_opportunity.name]) AS search_as_opportunity_rows
}
CALL (search) {
  WITH search AS search_as_person WHERE search_as_person:Person
  RETURN collect([search_as_person.full_name]) AS search_as_person_rows
}
RETURN collect([search_as_account_rows, search_as_opportunity_rows, search_as_person_rows]) AS search_rows
