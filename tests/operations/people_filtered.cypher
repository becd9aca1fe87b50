// persons
CALL () {
  CALL () {
    MATCH (persons:Person)
    WHERE (NOT coalesce(persons.person_score > $persons_where_NOT_personScore_gt, false) AND (EXISTS { MATCH (persons)-[persons_where_OR_0_accounts_some_edge:WORKS_FOR]->(persons_where_OR_0_accounts_some:Account) WHERE (persons_where_OR_0_accounts_some.industry IN $persons_where_OR_0_accounts_some_node_industry_in AND persons_where_OR_0_accounts_some_edge.role = $persons_where_OR_0_accounts_some_role_eq) } OR EXISTS { MATCH (persons)-[persons_where_OR_1_opportunities_some_edge:INVOLVED_IN]->(persons_where_OR_1_opportunities_some:Opportunity) WHERE EXISTS { MATCH (persons_where_OR_1_opportunities_some)-[persons_where_OR_1_opportunities_some_node_account_edge:BELONGS_TO]->(persons_where_OR_1_opportunities_some_node_account:Account) WHERE toLower(persons_where_OR_1_opportunities_some_node_account.name) STARTS WITH toLower($persons_where_OR_1_opportunities_some_node_account_name_startsWith) } })) AND persons.last_name IS NOT NULL AND persons.id IS NOT NULL
    WITH persons ORDER BY persons.last_name, persons.id LIMIT $persons_first
    RETURN persons
    UNION ALL
    MATCH (persons:Person)
    WHERE (NOT coalesce(persons.person_score > $persons_where_NOT_personScore_gt, false) AND (EXISTS { MATCH (persons)-[persons_where_OR_0_accounts_some_edge:WORKS_FOR]->(persons_where_OR_0_accounts_some:Account) WHERE (persons_where_OR_0_accounts_some.industry IN $persons_where_OR_0_accounts_some_node_industry_in AND persons_where_OR_0_accounts_some_edge.role = $persons_where_OR_0_accounts_some_role_eq) } OR EXISTS { MATCH (persons)-[persons_where_OR_1_opportunities_some_edge:INVOLVED_IN]->(persons_where_OR_1_opportunities_some:Opportunity) WHERE EXISTS { MATCH (persons_where_OR_1_opportunities_some)-[persons_where_OR_1_opportunities_some_node_account_edge:BELONGS_TO]->(persons_where_OR_1_opportunities_some_node_account:Account) WHERE toLower(persons_where_OR_1_opportunities_some_node_account.name) STARTS WITH toLower($persons_where_OR_1_opportunities_some_node_account_name_startsWith) } })) AND persons.last_name IS NULL AND persons.id IS NOT NULL
    WITH persons ORDER BY persons.id LIMIT $persons_first
    RETURN persons
  }
  WITH persons LIMIT $persons_first
  RETURN collect([persons.full_name, persons.person_score]) AS persons_rows
}
CALL () {
  MATCH (persons_all:Person)
  WHERE (NOT coalesce(persons_all.person_score > $persons_where_NOT_personScore_gt, false) AND (EXISTS { MATCH (persons_all)-[persons_where_OR_0_accounts_some_edge:WORKS_FOR]->(persons_where_OR_0_accounts_some:Account) WHERE (persons_where_OR_0_accounts_some.industry IN $persons_where_OR_0_accounts_some_node_industry_in AND persons_where_OR_0_accounts_some_edge.role = $persons_where_OR_0_accounts_some_role_eq) } OR EXISTS { MATCH (persons_all)-[persons_where_OR_1_opportunities_some_edge:INVOLVED_IN]->(persons_where_OR_1_opportunities_some:Opportunity) WHERE EXISTS { MATCH (persons_where_OR_1_opportunities_some)-[persons_where_OR_1_opportunities_some_node_account_edge:BELONGS_TO]->(persons_where_OR_1_opportunities_some_node_account:Account) WHERE toLower(persons_where_OR_1_opportunities_some_node_account.name) STARTS WITH toLower($persons_where_OR_1_opportunities_some_node_account_name_startsWith) } }))
  RETURN count(persons_all) AS persons_all_count
}
RETURN persons_rows, persons_all_count
