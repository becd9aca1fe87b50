// Many people share a name: a page in the order of names walks an index that has the id too, and sorts nothing.
CREATE RANGE INDEX range_person_full_name_id IF NOT EXISTS FOR (n:Person) ON (n.full_name, n.id);
CREATE RANGE INDEX range_person_last_name_id IF NOT EXISTS FOR (n:Person) ON (n.last_name, n.id);
CREATE RANGE INDEX range_account_name_id IF NOT EXISTS FOR (n:Account) ON (n.name, n.id);
CREATE RANGE INDEX range_opportunity_name_id IF NOT EXISTS FOR (n:Opportunity) ON (n.name, n.id);
