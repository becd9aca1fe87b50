// international
UNWIND $search_indexes AS search_index
CALL db.index.fulltext.queryNodes(search_index, $search_text) YIELD node AS search, score AS search_score
WITH search, search_score ORDER BY search_score DESC, search.id LIMIT $search_first
CALL (search) {
  WITH search AS search_as_account WHERE search_as_account:Account
  RETURN collect([]) AS search_as_account_rows
}
CALL (search) {
  WITH search AS search_as_opportunity WHERE search_as_opportunity:Opportunity
  RETURN collect([]) AS search_as_opportunity_rows
}
CALL (search) {
  WITH search AS search_as_person WHERE search_as_person:Person
  RETURN collect([search_as_person.full_name, search_as_person.mobile_phone]) AS search_as_person_rows
}
RETURN collect([search_as_account_rows, search_as_opportunity_rows, search_as_person_rows]) AS search_rows

// national
UNWIND $search_indexes AS search_index
CALL db.index.fulltext.queryNodes(search_index, $search_text) YIELD node AS search, score AS search_score
WITH search, search_score ORDER BY search_score DESC, search.id LIMIT $search_first
CALL (search) {
  WITH search AS search_as_account WHERE search_as_account:Account
  RETURN collect([]) AS search_as_account_rows
}
CALL (search) {
  WITH search AS search_as_opportunity WHERE search_as_opportunity:Opportunity
  RETURN collect([]) AS search_as_opportunity_rows
}
CALL (search) {
  WITH search AS search_as_person WHERE search_as_person:Person
  RETURN collect([search_as_person.full_name, search_as_person.mobile_phone]) AS search_as_person_rows
}
RETURN collect([search_as_account_rows, search_as_opportunity_rows, search_as_person_rows]) AS search_rows

// end
UNWIND $search_indexes AS search_index
CALL db.index.fulltext.queryNodes(search_index, $search_text) YIELD node AS search, score AS search_score
WITH search, search_score ORDER BY search_score DESC, search.id LIMIT $search_first
CALL (search) {
  WITH search AS search_as_account WHERE search_as_account:Account
  RETURN collect([]) AS search_as_account_rows
}
CALL (search) {
  WITH search AS search_as_opportunity WHERE search_as_opportunity:Opportunity
  RETURN collect([]) AS search_as_opportunity_rows
}
CALL (search) {
  WITH search AS search_as_person WHERE search_as_person:Person
  RETURN collect([search_as_person.full_name, search_as_person.mobile_phone]) AS search_as_person_rows
}
RETURN collect([search_as_account_rows, search_as_opportunity_rows, search_as_person_rows]) AS search_rows
