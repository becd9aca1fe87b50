// Searching people, accounts and opportunities by the words of their search_terms.
CREATE FULLTEXT INDEX fulltext_person_search_terms IF NOT EXISTS FOR (n:Person) ON EACH [n.search_terms] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX fulltext_account_search_terms IF NOT EXISTS FOR (n:Account) ON EACH [n.search_terms] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE FULLTEXT INDEX fulltext_opportunity_search_terms IF NOT EXISTS FOR (n:Opportunity) ON EACH [n.search_terms] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
